using System.Diagnostics;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Conformance.Surviving;

/// <summary>A process that consumes and is killed: this very program, started with variables that say what and where.</summary>
internal static class VictimProcess
{
    public const string Profile = "CONFORMANCE_VICTIM_PROFILE";

    private const string Address = "CONFORMANCE_VICTIM_ADDRESS";
    private const string Queue = "CONFORMANCE_VICTIM_QUEUE";

    /// <summary>Says on standard output which parcels it holds, and never finishes one.</summary>
    public static async Task RunAsync(string profile)
    {
        await using var fixture = ProfileList.Open(profile);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMassTransit(register =>
        {
            register.DisableUsageTelemetry();
            fixture.Configure(register, Variable(Address), (_, cfg) => cfg.ReceiveEndpoint(Variable(Queue), endpoint =>
            {
                endpoint.PrefetchCount = 16;
                endpoint.ConcurrentMessageLimit = 2;
                endpoint.Handler<ShipParcel>(async context =>
                {
#pragma warning disable RS0030 // Its standard output is the test's only witness.
                    Console.WriteLine(context.Message.Number);
#pragma warning restore RS0030
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
                });
            }));
        });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IBusDepot>().Start(CancellationToken.None);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
    }

    public static Process Start(string profile, string address, string queue) => Process.Start(
        new ProcessStartInfo(Path.ChangeExtension(typeof(VictimProcess).Assembly.Location, null))
        {
            Environment = { [Profile] = profile, [Address] = address, [Queue] = queue },
            RedirectStandardOutput = true,
        })!;

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"The variable {name} is missing; only a test starts this.");
}
