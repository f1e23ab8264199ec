namespace Corporation.Factory.Heartbeats;

/// <summary>What an order of HQ came to.</summary>
internal enum Obedience
{
    /// <summary>A newer one was obeyed before: nothing of this one counts.</summary>
    Overtaken,

    /// <summary>It counts, and the factory did that already.</summary>
    Same,

    /// <summary>It counts, and the factory does something else now.</summary>
    Changed,
}
