using System.Globalization;
using Corporation.Contracts.Http;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Limiting;

/// <summary>The limits of the whole fleet: rules from the settings, buckets in the store, so that all HQs share them and a restart forgets nothing.</summary>
internal sealed class LimitBook(IOptions<LimitOptions> options, IStoreReader reader, TimeProvider time)
{
    private readonly LimitOptions _options = options.Value;

    /// <summary>As many slots of a kind as its limit leaves.</summary>
    public int SlotsOf(string kind, int slots) => _options.Kinds.TryGetValue(kind, out var limit) && limit.MaxConcurrency is { } most ? Math.Min(slots, most) : slots;

    /// <summary>Whether the kind has a limit of its own for attempts at a time.</summary>
    public int? MaxConcurrencyOf(string kind) => _options.Kinds.GetValueOrDefault(kind)?.MaxConcurrency;

    /// <summary>Whether anything limits how many attempts of the kind begin within a time.</summary>
    public bool LimitsRateOf(string kind) => RulesOf(kind).Count > 0;

    /// <summary>How many attempts of the kind may begin now; null when nothing limits their rate.</summary>
    public Allowance? Allow(IWriteSession session, string kind) => Allow(session, kind, []);

    /// <summary>The same, where several kinds that share a bucket are looked at in one transaction.</summary>
    /// <param name="session">The transaction; it holds the buckets until its end.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="held">The buckets that it has read already.</param>
    public Allowance? Allow(IWriteSession session, string kind, Dictionary<string, Bucket> held)
    {
        var rules = RulesOf(kind);
        if (rules.Count == 0)
            return null;

        var now = time.GetUtcNow();
        var buckets = new List<Bucket>(rules.Count);
        foreach (var (name, limit) in rules)
        {
            if (!held.TryGetValue(name, out var bucket))
                held[name] = bucket = Read(session, name, limit, now);
            buckets.Add(bucket);
        }

        return new Allowance(session, buckets, now);
    }

    /// <summary>The limits of a kind and how they stand, for people.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="underWay">Attempts of it that run or are offered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<LimitView>> ShowAsync(string kind, long underWay, CancellationToken cancellationToken)
    {
        var shown = new List<LimitView>();
        if (MaxConcurrencyOf(kind) is { } most)
            shown.Add(new LimitView($"kind:{kind}", $"at most {most} at a time in the whole fleet; {underWay} are under way", underWay >= most));

        var now = time.GetUtcNow();
        foreach (var (name, limit) in RulesOf(kind))
        {
            var kept = await reader.QueryAsync(
                "select tokens, counted_at from rate_buckets where name = $1", static row => (Tokens: row.GetDouble(0), At: row.GetInt64(1)), [name], cancellationToken);
            var tokens = kept.Count == 0 ? limit.Size : Bucket.Refill(limit, kept[0].Tokens, now - UnixMicroseconds.ToTime(kept[0].At));
            var next = new Bucket(name, limit, tokens).NextIn;
            shown.Add(new LimitView(
                name,
                string.Create(CultureInfo.InvariantCulture, $"{limit.PerMinute:0.###} a minute, at most {limit.Size:0.###} at once; {Math.Floor(tokens + 1e-9):0} may begin now"),
                next > TimeSpan.Zero,
                next > TimeSpan.Zero ? Math.Round(next.TotalSeconds, 3) : null));
        }

        return shown;
    }

    private static Bucket Read(IWriteSession session, string name, RateLimit limit, DateTimeOffset now)
    {
        var forUpdate = session.Engine == StoreEngine.PostgreSql ? " for update" : "";
        session.Execute("insert into rate_buckets (name, tokens, counted_at) values ($1, $2, $3) on conflict (name) do nothing", name, limit.Size, UnixMicroseconds.Of(now));
        var kept = session.Query("select tokens, counted_at from rate_buckets where name = $1" + forUpdate, static row => (row.GetDouble(0), row.GetInt64(1)), name);
        var (tokens, countedAt) = kept[0];
        return new Bucket(name, limit, Bucket.Refill(limit, tokens, now - UnixMicroseconds.ToTime(countedAt)));
    }

    // In one order for every kind. Transactions that look at several kinds may still meet crosswise: then one of them waits in vain, and is tried again.
    private List<(string Name, RateLimit Limit)> RulesOf(string kind)
    {
        if (!_options.Kinds.TryGetValue(kind, out var limit))
            return [];

        var rules = new List<(string Name, RateLimit Limit)>();
        if (limit.PerMinute is not null)
            rules.Add(($"kind:{kind}", limit));
        foreach (var resource in limit.Resources.Distinct(StringComparer.Ordinal))
            rules.Add(($"resource:{resource}", _options.Resources[resource]));
        rules.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return rules;
    }
}
