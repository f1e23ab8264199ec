using System.Text.Json;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Working;

/// <summary>Runs a handler without knowing its types.</summary>
internal interface IHandlerInvoker
{
    Task<AttemptEnding> InvokeAsync(JsonElement input, MissionContext context, CancellationToken cancellationToken);
}
