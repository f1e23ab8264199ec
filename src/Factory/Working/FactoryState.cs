namespace Corporation.Factory.Working;

/// <summary>Where a factory process stands in its life.</summary>
public enum FactoryState
{
    /// <summary>Not yet accepted by HQ.</summary>
    Starting,

    /// <summary>HQ has accepted it; it takes missions.</summary>
    Online,

    /// <summary>It takes no more missions and waits for those that run.</summary>
    Draining,

    /// <summary>A newer process of the same factory has taken its place; this one is stopping.</summary>
    Superseded,

    /// <summary>Nothing runs any more.</summary>
    Stopped,
}
