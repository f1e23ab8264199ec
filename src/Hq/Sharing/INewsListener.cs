namespace Corporation.Hq.Sharing;

/// <summary>Somebody to whom it matters what other HQs on the same database do.</summary>
internal interface INewsListener
{
    /// <summary>Another HQ has committed these rows; they have no more than id, event and kind.</summary>
    void CommittedElsewhere(IReadOnlyList<object> rows)
    {
    }

    /// <summary>Another HQ has heard of a factory.</summary>
    void FleetChanged()
    {
    }

    /// <summary>News may have been missed.</summary>
    void LookForYourself()
    {
    }
}
