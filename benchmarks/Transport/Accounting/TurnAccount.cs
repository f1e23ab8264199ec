namespace Corporation.TransportBench.Accounting;

/// <summary>What became of the messages of one turn, or of several.</summary>
/// <param name="Confirmed">Publishes that the transport confirmed.</param>
/// <param name="Consumed">Different messages that were consumed.</param>
/// <param name="Lost">Confirmed, but never consumed.</param>
/// <param name="Duplicates">Consumptions beyond the first of a message.</param>
/// <param name="PublishErrors">Publishes that failed.</param>
internal readonly record struct TurnAccount(long Confirmed, long Consumed, long Lost, long Duplicates, long PublishErrors)
{
    public static TurnAccount operator +(TurnAccount one, TurnAccount other) => new(
        one.Confirmed + other.Confirmed,
        one.Consumed + other.Consumed,
        one.Lost + other.Lost,
        one.Duplicates + other.Duplicates,
        one.PublishErrors + other.PublishErrors);
}
