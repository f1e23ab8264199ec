using System.Text.Json;
using Corporation.Factory.Handling;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Working;

/// <summary>Reads the input, makes the handler in a scope of its own, runs it and turns its outcome into an ending.</summary>
internal sealed class HandlerInvoker<THandler, TInput, TResult>(IServiceScopeFactory scopes, MissionPayloads payloads) : IHandlerInvoker
    where THandler : class, IMissionHandler<TInput, TResult>
{
    public async Task<AttemptEnding> InvokeAsync(JsonElement input, MissionContext context, CancellationToken cancellationToken)
    {
        if (!MissionPayloads.TryRead<TInput>(input, out var typed, out var unreadable))
            return unreadable;

        await using var scope = scopes.CreateAsyncScope();
        var handler = scope.ServiceProvider.GetRequiredService<THandler>();
        return payloads.EndingOf(await handler.HandleAsync(typed, context, cancellationToken));
    }
}
