using Corporation.Runtime.Roles;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Messaging;

/// <summary>A bus within the process reaches nobody: only a standalone node can do with it.</summary>
internal sealed class FleetBusValidator(BusChoice choice, RolePolicy role) : IValidateOptions<BusOptions>
{
    public ValidateOptionsResult Validate(string? name, BusOptions options) => choice.Kind == BusKind.InMemory
        ? ValidateOptionsResult.Fail(
            $"Bus:Kind is in-memory, but a {role.Name} must reach other processes. Choose redis-streams or rabbitmq, or run a standalone node.")
        : ValidateOptionsResult.Success;
}
