using Corporation.Factory;
using Corporation.SagaStore.Opening;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Corporation.Hq;

/// <summary>Tells failures of a start that somebody can mend from defects.</summary>
public static class NodeFailure
{
    /// <summary>What is wrong with the settings, for people; null when the failure is another one.</summary>
    public static string? WrongSettings(Exception failure) => failure switch
    {
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        NodeSettingsException wrong => wrong.Message,
        _ => null,
    };

    /// <summary>Why the process can't start here and now, for people; null when the failure is another one.</summary>
    public static string? Hindrance(Exception failure) => failure switch
    {
        StoreStartException or FactoryStartException => failure.Message,
        IOException { InnerException: AddressInUseException } => $"The node can't listen: {failure.Message} Choose another address with --urls.",
        _ => null,
    };
}
