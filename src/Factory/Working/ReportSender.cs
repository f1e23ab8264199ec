using System.Diagnostics;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Reporting;
using Corporation.Runtime.Telemetry;
using MassTransit;

namespace Corporation.Factory.Working;

/// <summary>Gives HQ a report of an attempt's end and waits for its answer.</summary>
internal sealed class ReportSender(HqLink hq)
{
    /// <returns>Why HQ refused it; null when it is recorded.</returns>
    /// <exception cref="RequestException">No answer, or HQ failed.</exception>
    public Task<ClaimDenial?> SendAsync(object report, CancellationToken cancellationToken) => report switch
    {
        MissionSucceeded succeeded => AskAsync(succeeded, succeeded.MissionId, cancellationToken),
        MissionFailed failed => AskAsync(failed, failed.MissionId, cancellationToken),
        MissionStopped stopped => AskAsync(stopped, stopped.MissionId, cancellationToken),
        MissionReleased released => AskAsync(released, released.MissionId, cancellationToken),
        _ => throw new InvalidOperationException($"{report.GetType().Name} is no report of an attempt's end."),
    };

    private async Task<ClaimDenial?> AskAsync<TReport>(TReport report, Guid missionId, CancellationToken cancellationToken)
        where TReport : class
    {
        using var step = MissionTrace.Begin("report mission", ActivityKind.Client, missionId, missionKind: null);
        var answer = await hq.AskAsync<TReport, ReportRecorded, ReportRefused>(report, cancellationToken);
        return answer.Is(out Response<ReportRefused>? refused) ? refused.Message.Reason : null;
    }
}
