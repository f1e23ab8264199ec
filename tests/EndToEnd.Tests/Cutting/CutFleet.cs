using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Cutting;

/// <summary>A fleet whose factory <c>one</c> has its bus behind a link that can hold messages back.</summary>
public sealed class CutFleet : Fleet
{
    private HeldLink? _link;

    internal HeldLink Link => _link!; // Made when the factories are.

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_link is not null)
            await _link.DisposeAsync();
    }

    protected override IReadOnlyDictionary<string, string> EnvironmentOf(string factoryId, IReadOnlyDictionary<string, string> environment)
    {
        if (factoryId != "one")
            return environment;
        _link = new HeldLink(Redis);
        return new Dictionary<string, string>(environment) { ["UA_REDIS_URL"] = _link.Url.ToString() };
    }
}
