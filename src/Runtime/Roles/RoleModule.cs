using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Corporation.Runtime.Roles;

/// <summary>Finds out what this process is.</summary>
public static class RoleModule
{
    /// <summary>The variable that says it.</summary>
    public const string Variable = "FACTORY_ROLE";

    /// <summary>Reads <c>FACTORY_ROLE</c>, registers the policy and says at start which one it is. Calling it again changes nothing.</summary>
    public static RolePolicy AddFactoryRole(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var value = builder.Configuration[Variable];
        var policy = Resolve(value, out var isKnown);
        builder.Services.TryAddSingleton(policy);
        builder.Services.TryAddSingleton(new RoleResolution(policy, isKnown ? null : value));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RoleNotice>());
        return policy;
    }

    /// <summary>
    /// The policy for a value of <c>FACTORY_ROLE</c>: case and surrounding blanks don't matter, nothing means <c>HEADQUARTERS</c>, and what is
    /// not known becomes <c>LOCAL_WORKER</c>, which can do the least harm.
    /// </summary>
    public static RolePolicy Resolve(string? value, out bool isKnown)
    {
        isKnown = true;
        var name = value?.Trim();
        if (string.IsNullOrEmpty(name))
            return RolePolicy.Of(FactoryRole.Headquarters);
        if (RolePolicy.All.FirstOrDefault(policy => policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;

        isKnown = false;
        return RolePolicy.Of(FactoryRole.LocalWorker);
    }
}
