namespace Corporation.Factory.Handling;

/// <summary>
/// Runs the missions of one kind. Named by <see cref="MissionKindAttribute"/>, registered by one line in a <see cref="Cataloguing.MissionCatalog"/>.
/// A new instance in a service scope of its own serves each attempt, so constructor injection works as everywhere.
/// </summary>
/// <remarks>
/// An attempt may run twice (a factory crashes after the work and before the report), so running twice must be safe; each
/// handler's summary says why it is. Exceptions are failures that HQ retries.
/// </remarks>
/// <typeparam name="TInput">What the mission's <c>payload.context</c> is read as. A record; its JSON schema is announced to HQ.</typeparam>
/// <typeparam name="TResult">What comes back, as JSON.</typeparam>
public interface IMissionHandler<in TInput, TResult>
{
    /// <summary>Runs one attempt.</summary>
    /// <param name="input">The mission's input, already checked against its type.</param>
    /// <param name="context">Who is asking, a workspace, and ways to say how it goes.</param>
    /// <param name="cancellationToken">Fires on timeout, cancel, lost lease and shutdown. End soon after it has fired.</param>
    /// <returns>A result, or what <see cref="MissionOutcome"/> offers.</returns>
    Task<MissionOutcome<TResult>> HandleAsync(TInput input, MissionContext context, CancellationToken cancellationToken);
}
