using Corporation.Factory.Handling;

namespace Corporation.Factory.Echoing;

/// <summary>Gives the text back: the smallest handler, to try the way there and back. Safe to run twice: it changes nothing.</summary>
[MissionKind("echo", Description = "Gives the text back.", TimeoutSeconds = 60, Concurrency = 64)]
internal sealed class EchoHandler : IMissionHandler<Echo, Echoed>
{
    public Task<MissionOutcome<Echoed>> HandleAsync(Echo input, MissionContext context, CancellationToken cancellationToken) =>
        Task.FromResult<MissionOutcome<Echoed>>(new Echoed(input.Text));
}
