using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Adds to the old fleet's streams of results and dead letters, and settles entries of the stream of missions.</summary>
internal sealed class LegacyWriter
{
    private readonly LegacyServer _server;
    private readonly LegacyNames _names;
    private readonly long _maxLength;

    public LegacyWriter(LegacyServer server, Microsoft.Extensions.Options.IOptions<LegacyStreamsOptions> options)
    {
        (_server, _names) = (server, LegacyNames.Of(options.Value));
        _maxLength = options.Value.MaxLength;
    }

    private RedisValue Limit => _maxLength == 0 ? "" : _maxLength;

    /// <summary>Settles an entry (<c>XACK</c>). It stays in the stream: that fleet never deletes any.</summary>
    public async Task AcknowledgeAsync(LegacyEntry entry, CancellationToken cancellationToken) =>
        await (await _server.OpenAsync(cancellationToken)).StreamAcknowledgeAsync(_names.Missions, _names.Group, entry.Id, CommandFlags.DemandMaster);

    /// <summary>Makes an entry a dead letter and settles it, in one step.</summary>
    /// <returns>False when somebody else has settled it: there is one dead letter, not two.</returns>
    public async Task<bool> DeadLetterAsync(LegacyEntry entry, LegacyEnvelope envelope, string reason, CancellationToken cancellationToken)
    {
        var database = await _server.OpenAsync(cancellationToken);
        RedisValue[] arguments =
        [
            _names.Group, entry.Id, Limit,
            LegacyEntry.JobIdField, envelope.JobId,
            LegacyEntry.EnvelopeField, SortedJson.Write(envelope.Root, ("failure_error", reason), ("retry_count", envelope.Failures)),
            LegacyEntry.EntryIdField, entry.Id,
            LegacyEntry.RawFieldsField, entry.ToRawJson(),
        ];
        return (int)await LegacyScript.DeadLetter.RunAsync(database, [_names.Missions, _names.DeadLetters], arguments) == 1;
    }

    /// <summary>Adds the end of a mission, and the dead letter that it has become; both or neither.</summary>
    /// <exception cref="RedisServerException">One of the keys is something else than a stream; the message names it.</exception>
    public async Task PublishAsync(LegacyResult result, bool withDeadLetter, CancellationToken cancellationToken)
    {
        var database = await _server.OpenAsync(cancellationToken);
        RedisValue[] told =
        [
            LegacyEntry.JobIdField, result.JobId,
            LegacyEntry.StatusField, result.Status,
            LegacyEntry.EnvelopeField, result.Envelope,
        ];
        if (withDeadLetter && result.DeadLetter is { } deadLetter)
        {
            await LegacyScript.Publish.RunAsync(
                database,
                [_names.Results, _names.DeadLetters],
                [Limit, told.Length, .. told, LegacyEntry.JobIdField, result.JobId, LegacyEntry.EnvelopeField, deadLetter]);
        }
        else
        {
            await LegacyScript.Publish.RunAsync(database, [_names.Results], [Limit, told.Length, .. told]);
        }
    }
}
