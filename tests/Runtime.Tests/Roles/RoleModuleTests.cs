using Corporation.Runtime.Roles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.Runtime.Tests.Roles;

public sealed class RoleModuleTests
{
    [Theory]
    [InlineData(null, FactoryRole.Headquarters)]
    [InlineData("", FactoryRole.Headquarters)]
    [InlineData("   ", FactoryRole.Headquarters)]
    [InlineData("HEADQUARTERS", FactoryRole.Headquarters)]
    [InlineData(" local_worker\n", FactoryRole.LocalWorker)]
    [InlineData("Standalone_Node", FactoryRole.StandaloneNode)]
    public void A_known_value_is_its_role(string? value, FactoryRole role)
    {
        Assert.Equal(role, RoleModule.Resolve(value, out var isKnown).Role);
        Assert.True(isKnown);
    }

    [Theory]
    [InlineData("HQ")]
    [InlineData("HEADQUARTERS2")]
    [InlineData("0")]
    [InlineData("StandaloneNode")]
    public void An_unknown_value_becomes_the_role_that_can_do_the_least_harm(string value)
    {
        Assert.Equal(FactoryRole.LocalWorker, RoleModule.Resolve(value, out var isKnown).Role);
        Assert.False(isKnown);
    }

    [Fact]
    public void Every_role_has_one_policy()
    {
        Assert.Equal(Enum.GetValues<FactoryRole>(), RolePolicy.All.Select(policy => policy.Role));
        Assert.All(Enum.GetValues<FactoryRole>(), role => Assert.Equal(role, RolePolicy.Of(role).Role));
    }

    [Fact]
    public void A_worker_serves_health_only_and_a_standalone_node_needs_no_server()
    {
        var worker = RolePolicy.Of(FactoryRole.LocalWorker);
        var node = RolePolicy.Of(FactoryRole.StandaloneNode);

        Assert.Equal((HttpSurface.HealthOnly, false, DelegationMode.ListenOnly), (worker.HttpSurface, worker.HasWebUi, worker.Delegation));
        Assert.Equal((StateStore.Sqlite, BusKind.InMemory, DelegationMode.WithinItself), (node.StateStore, node.Bus, node.Delegation));
    }

    [Theory]
    [InlineData("nonsense", LogLevel.Critical)]
    [InlineData("standalone_node", LogLevel.Information)]
    public async Task The_role_in_force_is_said_once_at_start(string value, LogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration[RoleModule.Variable] = value;
        var log = new LevelRecorder();
        builder.Logging.AddProvider(log);
        builder.AddFactoryRole();
        builder.AddFactoryRole();
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal([level], log.Levels);
        Assert.NotNull(host.Services.GetService<RolePolicy>());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class LevelRecorder : ILoggerProvider, ILogger
    {
        public List<LogLevel> Levels { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName.Contains("Role", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Levels.Add(logLevel);

        public void Dispose()
        {
        }
    }
}
