using System.Globalization;
using Corporation.SagaStore.Tests.Counting;

namespace Corporation.SagaStore.Tests.Durability;

/// <summary>The process that the durability test kills: this very program, started with a variable that names the store's file.</summary>
internal static class VictimProcess
{
    public const string Variable = "SAGASTORE_VICTIM_FILE";
    public const int RowsPerUnit = 3;

    private const int Writers = 16;

    // Acknowledges on standard output what WriteAsync has promised, and nothing before that.
    public static async Task RunAsync(string file)
    {
#pragma warning disable RS0030 // Its standard output is the test's only witness.
        await using var output = Console.OpenStandardOutput();
#pragma warning restore RS0030
        await using var store = new StoreFixture(file);
        store.Prepare();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var id = Guid.NewGuid();
                await store.Writer.WriteAsync(
                    session =>
                    {
                        session.Insert(new CounterState { CorrelationId = id, Steps = RowsPerUnit });
                        for (var number = 1; number <= RowsPerUnit; number++)
                            session.Insert(new CounterStep { CounterId = id, Number = number, What = new string('x', 300) });
                        return true;
                    },
                    CancellationToken.None);
                var line = System.Text.Encoding.ASCII.GetBytes(id.ToString("N", CultureInfo.InvariantCulture) + "\n");
                Acknowledge(output, line);
            }
        })));
    }

    private static void Acknowledge(Stream output, byte[] line)
    {
        lock (output)
            output.Write(line);
    }
}
