namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>All profiles, by name.</summary>
internal static class ProfileList
{
    private static readonly Func<TransportFixture>[] All =
        [() => new InMemoryFixture(), () => new RabbitMqFixture(), () => new RedisServerFixture(), () => new RedisClusterFixture()];

    public static IReadOnlyList<TransportFixture> OpenAll() => [.. All.Select(create => create())];

    public static TransportFixture Open(string name) =>
        All.Select(create => create()).FirstOrDefault(fixture => fixture.Name == name)
        ?? throw new ArgumentException($"There is no profile '{name}'; add it to {nameof(ProfileList)}.", nameof(name));
}
