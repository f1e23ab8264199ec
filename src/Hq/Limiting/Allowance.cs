using Corporation.Sagas.Storage;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Limiting;

/// <summary>How many attempts of a kind may begin now, by its rate limits; within a transaction, which holds the buckets.</summary>
internal sealed class Allowance
{
    private const string Fill = "update rate_buckets set tokens = $2, counted_at = $3 where name = $1";

    private readonly IWriteSession _session;
    private readonly IReadOnlyList<Bucket> _buckets;
    private readonly DateTimeOffset _now;

    public Allowance(IWriteSession session, IReadOnlyList<Bucket> buckets, DateTimeOffset now) => (_session, _buckets, _now) = (session, buckets, now);

    /// <summary>How many may begin, those counted that have begun in this transaction.</summary>
    public int Left => (int)Math.Floor(_buckets.Min(static bucket => bucket.Tokens) + 1e-9);

    /// <summary>When the next one may, if none may now.</summary>
    public TimeSpan NextIn => _buckets.Max(static bucket => bucket.NextIn);

    /// <summary>So many begin.</summary>
    public void Spend(int count)
    {
        if (count == 0)
            return;
        foreach (var bucket in _buckets)
        {
            bucket.Tokens -= count;
            _session.Execute(Fill, bucket.Name, bucket.Tokens, UnixMicroseconds.Of(_now));
        }
    }
}

/// <summary>A token bucket as it stands now.</summary>
/// <param name="name">Its name.</param>
/// <param name="limit">Its rule.</param>
/// <param name="tokens">What is in it.</param>
internal sealed class Bucket(string name, RateLimit limit, double tokens)
{
    public string Name => name;

    public double Tokens { get; set; } = tokens;

    /// <summary>When it has a whole token.</summary>
    public TimeSpan NextIn => Tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromMinutes((1 - Tokens) / (limit.PerMinute ?? double.MaxValue));

    /// <summary>What is in a bucket, given what was in it and when. A clock that went back brings nothing.</summary>
    public static double Refill(RateLimit limit, double tokens, TimeSpan since) =>
        Math.Min(limit.Size, tokens + Math.Max(0, since.TotalMinutes) * (limit.PerMinute ?? 0));
}
