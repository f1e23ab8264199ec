using Corporation.Runtime.Roles;

namespace Corporation.Hq;

/// <summary>What a process hosts.</summary>
/// <param name="Name">As it is written in <c>FACTORY_ROLE</c>.</param>
/// <param name="HasHq">Whether it is, or has, a headquarters.</param>
/// <param name="HasFactory">Whether it is, or has, a factory.</param>
public sealed record NodeRole(string Name, bool HasHq, bool HasFactory)
{
    /// <summary>The role of that name; null when there is none. Case and surrounding blanks don't matter.</summary>
    public static NodeRole? Find(string name)
    {
        var policy = RoleModule.Resolve(name, out var isKnown);
        return isKnown
            ? new NodeRole(policy.Name, policy.Role is not FactoryRole.LocalWorker, policy.Role is not FactoryRole.Headquarters)
            : null;
    }
}
