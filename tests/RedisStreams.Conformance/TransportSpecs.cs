using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance;

/// <summary>What all specifications share: buses on the transport under test, with names that no other test uses.</summary>
public abstract class TransportSpecs(TransportFixture fixture)
{
    /// <summary>Set to anything, it runs what would be skipped: to see that what is said to be lacking still is.</summary>
    public const string SkipNothing = "CONFORMANCE_SKIP_NOTHING";

    private static readonly bool SkipsNothing = Environment.GetEnvironmentVariable(SkipNothing) is { Length: > 0 };

    private static int _tests;

    // Kebab case for a reader of a server's queue list; the number makes it unique among the tests of a run.
    private readonly string _scope = $"t{Interlocked.Increment(ref _tests)}-";

    protected TransportFixture Fixture => fixture;

    /// <summary>Names of consumers' endpoints that are the test's own.</summary>
    protected IEndpointNameFormatter EndpointNames => new KebabCaseEndpointNameFormatter(_scope, false);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Skips the test for a transport that declares to lack it.</summary>
    protected void Requires(Feature feature)
    {
        if (!SkipsNothing && fixture.Features.WhyNot(feature) is { } reason)
            Assert.Skip(reason);
    }

    protected string Queue(string name) => _scope + name;

    protected Uri QueueAddress(string name) => new($"queue:{Queue(name)}");

    /// <summary>An endpoint that keeps what it gets of one type.</summary>
    protected void Consume<T>(
        IReceiveConfigurator bus, string queue, Arrivals<T> arrivals, Action<IReceiveEndpointConfigurator>? configure = null)
        where T : class =>
        bus.ReceiveEndpoint(Queue(queue), endpoint =>
        {
            configure?.Invoke(endpoint);
            endpoint.Handler<T>(arrivals.Keep);
        });

    /// <summary>Starts a bus with endpoints that need no container.</summary>
    protected Task<TestBus> StartAsync(Action<IBusFactoryConfigurator> configure) => StartAsync(_ => { }, (_, bus) => configure(bus));

    protected async Task<TestBus> StartAsync(
        Action<IBusRegistrationConfigurator> register, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) =>
        await StartAsync(await fixture.AddressAsync(), register, configure);

    protected Task<TestBus> StartAsync(
        string address,
        Action<IBusRegistrationConfigurator> register,
        Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) =>
        TestBus.StartAsync(services => services.AddMassTransit(bus =>
        {
            Prepare(bus);
            register(bus);
            fixture.Configure(bus, address, Configuring(configure));
        }));

    protected void Prepare(IBusRegistrationConfigurator bus)
    {
        bus.DisableUsageTelemetry();
        bus.SetEndpointNameFormatter(EndpointNames);
    }

    /// <summary>What configures the bus, after its topics have got names of this test's own.</summary>
    protected Action<IBusRegistrationContext, IBusFactoryConfigurator> Configuring(Action<IBusFactoryConfigurator> configure) =>
        Configuring((_, bus) => configure(bus));

    private Action<IBusRegistrationContext, IBusFactoryConfigurator> Configuring(
        Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) => (context, bus) =>
    {
        bus.MessageTopology.SetEntityNameFormatter(new ScopedEntityNames(_scope, bus.MessageTopology.EntityNameFormatter));
        configure(context, bus);
    };
}
