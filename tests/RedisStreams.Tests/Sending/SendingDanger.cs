using Corporation.LocalServers;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>Takes steps at a server that is killed now and then, and comes back with its file.</summary>
internal sealed class SendingDanger(RedisServer server, SendingHalf half, SendingSteps steps)
{
    private const int Burst = 20;

    public int Kills { get; private set; }

    /// <summary>Sends that the server had done and not answered.</summary>
    public int LostAnswers { get; private set; }

    /// <param name="step">What to do.</param>
    /// <param name="luck">0: the server dies before it. 1 and 2: while it is done. Otherwise it lives.</param>
    public async Task TakeAsync(SendingStep step, int luck)
    {
        if (luck == 0)
            await KillAsync();

        // What was sent at once lies in any order; so the oldest are not the same at both, but all are.
        var safe = step.Kind == 8 ? step with { Count = int.MaxValue } : step;
        if (luck is not (1 or 2))
            await steps.TakeAsync(safe);
        else if (step.Kind < 3)
            LostAnswers += await steps.SendAmidAsync(step, Burst, KillAsync);
        else
            await steps.TakeAmidAsync(step, KillAsync);
    }

    private async Task KillAsync()
    {
        Kills++;
        await server.RestartAsync(SendingHalf.Ended);
        await Eventually.True(AnswersAsync);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await half.Database.PingAsync();
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }
}
