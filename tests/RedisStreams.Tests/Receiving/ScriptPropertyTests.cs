using CsCheck;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>Random operations, accidents included, against a model of the queue: nothing is lost, nothing is settled twice, the counts agree.</summary>
public sealed class ScriptPropertyTests(RedisFixture redis)
{
    private const int Consumers = 3;

    private static readonly Gen<Move> Moves = Gen.Select(
        Gen.Enum<Deed>(), Gen.Int[0, Consumers - 1], Gen.Int[0, 63], Gen.Int[1, 6], (deed, who, pick, count) => new Move(deed, who, pick, count));

    private static readonly Deed[] Usual = [Deed.Send, Deed.Receive, Deed.Receive, Deed.Acknowledge];

    // More sending and reading than accidents, so that there is something to have accidents with.
    private static readonly Gen<Move> Common = Gen.Select(
        Gen.Int[0, 3].Select(i => Usual[i]), Gen.Int[0, Consumers - 1], Gen.Int[0, 63], Gen.Int[1, 6],
        (deed, who, pick, count) => new Move(deed, who, pick, count));

    [Fact]
    public async Task Nothing_is_lost_or_settled_twice_whatever_happens_in_whatever_order() =>
        await Gen.Frequency((1, Moves), (1, Common)).Array[10, 80].SampleAsync(
            async moves =>
            {
                await using var bench = await QueueBench.OpenAsync(redis);
                var world = await ModelWorld.BeginAsync(bench, Consumers);
                foreach (var move in moves)
                    await world.DoAsync(move);
                await world.EndAsync();
            },
            iter: 300,
            threads: 4,
            print: moves => string.Join(Environment.NewLine, moves.Select(move => move.ToString())));
}
