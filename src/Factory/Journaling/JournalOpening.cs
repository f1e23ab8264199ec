using Microsoft.Extensions.Hosting;

namespace Corporation.Factory.Journaling;

/// <summary>Opens the journal before anything else of the factory starts: a second process on it must not get as far as ending what the first one runs.</summary>
internal sealed class JournalOpening(Journal journal) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        journal.Open();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
