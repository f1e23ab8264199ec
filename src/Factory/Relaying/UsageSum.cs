using Corporation.Contracts.Reporting;

namespace Corporation.Factory.Relaying;

/// <summary>What an attempt has used, added up per resource and unit. Not safe for several threads.</summary>
internal sealed class UsageSum
{
    private Dictionary<(string Resource, string Unit), decimal>? _sums;

    public IReadOnlyList<UsageEntry> Entries =>
        _sums is null ? [] : [.. _sums.Select(sum => new UsageEntry(sum.Key.Resource, sum.Key.Unit, sum.Value))];

    public void Add(string resource, string unit, decimal quantity)
    {
        _sums ??= [];
        _sums[(resource, unit)] = _sums.GetValueOrDefault((resource, unit)) + quantity;
    }
}
