namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>A mission that is with the workers of the old fleet.</summary>
/// <param name="JobId">What it is called there.</param>
/// <param name="ResultsAfter">Behind which entry its result will be.</param>
/// <param name="DeadLettersAfter">Behind which entry its dead letter would be.</param>
internal sealed record LegacyDelegation(string JobId, EntryPosition ResultsAfter, EntryPosition DeadLettersAfter)
{
    /// <summary>Reads the note that <c>legacy-delegate.lua</c> leaves.</summary>
    public static LegacyDelegation Parse(string note)
    {
        var words = note.Split(' ');
        return new LegacyDelegation(words[0], EntryPosition.Parse(words[1]), EntryPosition.Parse(words[2]));
    }
}
