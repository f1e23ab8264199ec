using Corporation.Runtime.Roles;

namespace Corporation.Hq.Fleet;

/// <summary>
/// The <c>capabilities.md</c> of this process: that of the factory in it, or else of the headquarters, made once when it starts (decision D-004).
/// </summary>
internal sealed class CapabilitiesFile(RolePolicy role, HqSelf self, FactoryDirectory directory, CapabilitiesDocument? ofFactory = null)
{
    private readonly Lazy<string> _text = new(() => (role.Role is FactoryRole.Headquarters ? null : ofFactory?.Text) ?? Describe(role, self, directory));

    public string Text => _text.Value;

    private static string Describe(RolePolicy role, HqSelf self, FactoryDirectory directory) => CapabilitiesText.Of(new CapabilitiesFacts
    {
        FactoryId = self.FactoryId,
        Role = role,
        DeploymentProfile = self.DeploymentProfile,
        Version = HqSelf.Version,
        Kinds = [.. directory.Kinds.Select(static kind => (kind.Announcement.MissionKind, kind.Announcement.Description, kind.Slots))],
    });
}
