using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Factory.Handling;
using Corporation.Hq.Diagnostics;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>Gives missions to the workers of the old fleet and waits for their answers.</summary>
/// <remarks>
/// Redis remembers with each mission which job it is there, for as long as its attempt may take: an attempt after a crash, a stop or a lost lease waits on for
/// the answer to the same job, and finds a result again that came and that HQ has not heard. One after a failure is another job, for those workers run a
/// <c>job_id</c> only once.
/// </remarks>
internal sealed class LegacyDelegator(
    LegacyServer server,
    LegacyAnswers answers,
    IOptions<LegacyStreamsOptions> options,
    IOptions<LegacyOutboundOptions> outbound,
    TimeProvider time,
    ILogger<LegacyDelegator> logger)
{
    // HQ itself repeats what fails; there both 0 and 1 mean one attempt.
    private const int MaxRetriesThere = 0;

    /// <summary>How often it is looked whether the server still has the delegation: one that has lost it gets it again.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long a job with a result is remembered at least: an attempt that finds it may have to wait for a lease and for a free slot.</summary>
    private static readonly TimeSpan KeepAnswered = TimeSpan.FromHours(1);

    private readonly string _stream = outbound.Value.Stream;
    private readonly string _results = LegacyNames.ResultsOf(outbound.Value.Stream);
    private readonly string _deadLetters = options.Value.DlqStream;

    /// <summary>Delegates a mission, unless it is with them already, and waits for the answer.</summary>
    public async Task<LegacyAnswer> RunAsync(AnyContext input, MissionContext mission, CancellationToken cancellationToken)
    {
        var jobId = string.Create(CultureInfo.InvariantCulture, $"{mission.MissionId}-{mission.Attempt}");
        var delegation = await PatientlyAsync(mission, () => DelegateAsync(jobId, input, mission, cancellationToken), cancellationToken);
        using var watch = answers.Watch(delegation);
        while (true)
        {
            try
            {
                var answer = await watch.Answer.WaitAsync(LookInterval, time, cancellationToken);
                if (answer.Error is null)
                    await KeepAsync(mission);
                else
                    await PatientlyAsync(mission, () => ForgetAsync(mission, cancellationToken), cancellationToken);
                return answer;
            }
            catch (TimeoutException)
            {
                await PatientlyAsync(mission, () => DelegateAsync(delegation.JobId, input, mission, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task<LegacyDelegation> DelegateAsync(string jobId, AnyContext input, MissionContext mission, CancellationToken cancellationToken)
    {
        var left = mission.AttemptEndsAt - time.GetUtcNow();
        var milliseconds = Math.Max(1_000, (long)left.TotalMilliseconds);
        RedisValue[] arguments =
        [
            jobId, milliseconds,
            LegacyEntry.JobIdField, jobId,
            LegacyEntry.IdempotencyKeyField, jobId,
            LegacyEntry.EnvelopeField, Envelope(jobId, input, mission, timeoutSeconds: (milliseconds + 999) / 1_000),
        ];
        var database = await server.OpenAsync(cancellationToken);
        var note = await LegacyScript.Delegate.RunAsync(database, [_stream, _results, _deadLetters, NoteOf(mission)], arguments);
        return LegacyDelegation.Parse((string)note!);
    }

    // HQ has not heard the result yet: if this process dies before that, the next attempt must find it and not delegate the job again.
    private async Task KeepAsync(MissionContext mission)
    {
        var left = mission.AttemptEndsAt - time.GetUtcNow();
        try
        {
            // Not with the attempt's token: what is known is to be kept, whoever stops now.
            var database = await server.OpenAsync(CancellationToken.None);
            await database.KeyExpireAsync(NoteOf(mission), left > KeepAnswered ? left : KeepAnswered, CommandFlags.DemandMaster);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The note stays until the attempt's end. To wait for the server now would only keep the result from HQ.
            LegacyMetrics.Failures.Add(1);
        }
    }

    private async Task<bool> ForgetAsync(MissionContext mission, CancellationToken cancellationToken) =>
        await (await server.OpenAsync(cancellationToken)).KeyDeleteAsync(NoteOf(mission), CommandFlags.DemandMaster);

    private async Task<T> PatientlyAsync<T>(MissionContext mission, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        var pause = new RetryPause();
        while (true)
        {
            try
            {
                return await step();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // The server is away. What is with the workers goes on, and the mission's own timeout ends the waiting.
                LegacyMetrics.Failures.Add(1);
                Log.LegacyDelegationWaits(logger, mission.MissionId, exception.Message);
                await Task.Delay(pause.Next(), time, cancellationToken);
            }
        }
    }

    private static string Envelope(string jobId, AnyContext input, MissionContext mission, long timeoutSeconds)
    {
        var context = SortedJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in input.Members.Prepend(new(TransportKeys.MissionKind, JsonSerializer.SerializeToElement(mission.MissionKind)))
                .DistinctBy(member => member.Key).OrderBy(member => member.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        var payload = SortedJson.Write(null, ("task", mission.Task), ("context", JsonElement.Parse(context)));
        return SortedJson.Write(
            null,
            ("job_id", jobId),
            ("idempotency_key", jobId),
            ("priority", MissionLimits.DefaultPriority),
            ("timeout_seconds", timeoutSeconds),
            ("max_retries", MaxRetriesThere),
            ("payload", JsonElement.Parse(payload, new JsonDocumentOptions { MaxDepth = Contracts.Json.ContractsJson.MaxDepth + 1 })));
    }

    private RedisKey NoteOf(MissionContext mission) => $"{_stream}:delegated:{mission.MissionId}";
}
