using System.Text.Json;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Handling;
using Corporation.Factory.Working;
using Corporation.Factory.Workspaces;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Testing;

/// <summary>Tests one handler as the factory would run it, without HQ and bus: the same JSON both ways, the same outcomes, a real workspace.</summary>
public static class MissionTestHarness
{
    /// <summary>Runs one attempt of a handler.</summary>
    /// <exception cref="MissionCatalogException">The factory would refuse this handler at start.</exception>
    public static Task<MissionRun<TResult>> RunAsync<TInput, TResult>(
        IMissionHandler<TInput, TResult> handler,
        TInput input,
        MissionRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunJsonAsync(handler, JsonSerializer.SerializeToElement(input, MissionJson.Input), options);
    }

    /// <summary>Runs one attempt of a handler that is made from <see cref="MissionRunOptions.Services"/>.</summary>
    /// <exception cref="MissionCatalogException">The factory would refuse this handler at start.</exception>
    public static async Task<MissionRun<TResult>> RunAsync<TInput, TResult>(
        Func<IServiceProvider, IMissionHandler<TInput, TResult>> handler,
        TInput input,
        MissionRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new();
        var services = new ServiceCollection().AddSingleton(options.TimeProvider).AddLogging();
        options.Services?.Invoke(services);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        return await RunAsync(handler(scope.ServiceProvider), input, options);
    }

    /// <summary>Runs one attempt with an input as it comes over the wire, to try what can't be written with the type.</summary>
    /// <exception cref="MissionCatalogException">The factory would refuse this handler at start.</exception>
    public static async Task<MissionRun<TResult>> RunJsonAsync<TInput, TResult>(
        IMissionHandler<TInput, TResult> handler,
        JsonElement input,
        MissionRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new();
        var definition = new MissionCatalog().Add(handler.GetType()).Build()[0];
        var sink = new RecordingSink();
        var workspace = new MissionWorkspace(
            WorkspaceNames.IdOf(options.MissionId, options.Attempt, Guid.Empty),
            Path.Combine(Directory.CreateTempSubdirectory("corporation-run-").FullName, "work"));
        var context = new MissionContext(sink, workspace)
        {
            MissionId = options.MissionId,
            MissionKind = definition.Name,
            Task = options.Task ?? definition.Name,
            Attempt = options.Attempt,
            AttemptEndsAt = options.TimeProvider.GetUtcNow() + (options.Timeout ?? TimeSpan.FromSeconds(definition.Kind.TimeoutSeconds)),
            DeadlineAt = options.DeadlineAt,
        };

        var ending = await TrialAttempt.RunAsync(
            token => HandleAsync(handler, input, context, options.MaxResultBytes, token), options, definition.Kind.TimeoutSeconds);
        return new MissionRun<TResult>(ending, sink, workspace);
    }

    private static async Task<AttemptEnding> HandleAsync<TInput, TResult>(
        IMissionHandler<TInput, TResult> handler, JsonElement input, MissionContext context, int maxResultBytes, CancellationToken cancellationToken) =>
        MissionPayloads.TryRead<TInput>(input, out var typed, out var unreadable)
            ? new MissionPayloads(maxResultBytes).EndingOf(await handler.HandleAsync(typed, context, cancellationToken))
            : unreadable;
}
