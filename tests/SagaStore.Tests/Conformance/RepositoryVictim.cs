using MassTransit;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>The process that <see cref="LostSendConformance"/> kills: this very program, started with a variable that says what it consumes.</summary>
internal static class RepositoryVictim
{
    public const string Variable = "SAGASTORE_REPOSITORY_VICTIM";
    public const string Step = "step";
    public const string Ask = "ask";
    public const string Standing = "standing";
    public const int StepNumber = 7;

    private const char Separator = '|';

    public static string Describe(RepositoryProfile profile, string message, Guid sagaId) => string.Join(Separator, message, sagaId, profile.Describe());

    public static async Task RunAsync(string description)
    {
        var parts = description.Split(Separator, 3);
        var sagaId = Guid.Parse(parts[1]);
        await using var profile = RepositoryProfile.Existing(parts[2]);
        await using var host = await RepositoryHost.StartAsync(profile, register: bus => bus.AddPublishObserver(_ => new SendingStop()));
        if (parts[0] == Step)
            await host.Bus.Publish(new StepTally(sagaId, StepNumber));
        else
            await host.Bus.Publish(new AskTally(sagaId));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Stands still where the outbox sends what the machine has said: the saga is committed by then.</summary>
    private sealed class SendingStop : IPublishObserver
    {
        public async Task PrePublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is not TallySaid)
                return;

#pragma warning disable RS0030 // Its standard output is the test's only witness.
            await Console.Out.WriteLineAsync(Standing);
#pragma warning restore RS0030
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        }

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
