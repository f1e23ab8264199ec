using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Delivering;

/// <summary>
/// Runs work that begins a transaction under the context's execution strategy. A strategy that retries (EnableRetryOnFailure) insists on it, but must
/// not repeat what has sent messages or run a consumer: it sees no failure.
/// </summary>
internal static class SingleRun
{
    public static async Task RunAsync(DbContext context, Func<Task> work)
    {
        var strategy = context.Database.CreateExecutionStrategy();
        if (!strategy.RetriesOnFailure)
        {
            await work();
            return;
        }

        var failure = await strategy.ExecuteAsync(async () =>
        {
            try
            {
                await work();
                return null;
            }
            catch (Exception exception)
            {
                return ExceptionDispatchInfo.Capture(exception);
            }
        });
        failure?.Throw();
    }
}
