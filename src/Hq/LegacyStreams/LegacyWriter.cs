using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Adds to the old fleet's streams of results and dead letters, and settles entries of the stream of missions.</summary>
internal sealed class LegacyWriter
{
    private readonly LegacyServer _server;
    private readonly LegacyNames _names;
    private readonly long? _maxLength;

    public LegacyWriter(LegacyServer server, Microsoft.Extensions.Options.IOptions<LegacyStreamsOptions> options)
    {
        (_server, _names) = (server, LegacyNames.Of(options.Value));
        _maxLength = options.Value.MaxLength == 0 ? null : options.Value.MaxLength;
    }

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
            _names.Group, entry.Id, _maxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
            LegacyEntry.JobIdField, envelope.JobId,
            LegacyEntry.EnvelopeField, SortedJson.Write(envelope.Root, ("failure_error", reason), ("retry_count", envelope.RetryCount)),
            LegacyEntry.EntryIdField, entry.Id,
            LegacyEntry.RawFieldsField, entry.ToRawJson(),
        ];
        return (int)await LegacyScript.DeadLetter.RunAsync(database, [_names.Missions, _names.DeadLetters], arguments) == 1;
    }

    /// <summary>Adds the end of a mission, and the dead letter that it has become; both or neither.</summary>
    public async Task PublishAsync(LegacyResult result, bool withDeadLetter, CancellationToken cancellationToken)
    {
        var database = await _server.OpenAsync(cancellationToken);
        if (!withDeadLetter || result.DeadLetter is not { } deadLetter)
        {
            await AddAsync(database, _names.Results, Fields(result));
            return;
        }

        var both = database.CreateTransaction();
        var adding = Task.WhenAll(
            AddAsync(both, _names.DeadLetters, [new(LegacyEntry.JobIdField, result.JobId), new(LegacyEntry.EnvelopeField, deadLetter)]),
            AddAsync(both, _names.Results, Fields(result)));
        await both.ExecuteAsync(CommandFlags.DemandMaster);
        await adding;
    }

    private static NameValueEntry[] Fields(LegacyResult result) =>
        [new(LegacyEntry.JobIdField, result.JobId), new(LegacyEntry.StatusField, result.Status), new(LegacyEntry.EnvelopeField, result.Envelope)];

    private Task AddAsync(IDatabaseAsync database, string stream, NameValueEntry[] fields) => database.StreamAddAsync(
        stream, fields, messageId: null, maxLength: _maxLength, useApproximateMaxLength: _maxLength is not null, flags: CommandFlags.DemandMaster);
}
