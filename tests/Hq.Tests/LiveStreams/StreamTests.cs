using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.Hq.Tests.LiveStreams;

public sealed class StreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ApiHost _host = new()
    {
        Configure = services => services.AddSingleton(provider => new StreamClock(
            TimeProvider.System, TimeSpan.FromMilliseconds(100), provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping)),
    };

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_mission_s_stream_tells_every_event_once_in_order_and_ends_after_the_last()
    {
        var mission = await _host.SubmitAsync();
        await using var stream = await OpenAsync($"/api/v1/missions/{mission.JobId}/events/stream");
        Assert.Equal(1, (await stream.NextAsync()).Sequence);

        for (var index = 0; index < 300; index++)
            await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Running, MissionEventNames.Progressed);
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Succeeded, MissionEventNames.Succeeded, "1");

        var rest = await stream.ToEndAsync();
        Assert.Equal(Enumerable.Range(2, 301).Select(number => (long)number), rest.Select(row => row.Sequence));
        Assert.Equal(MissionEventNames.Succeeded, rest[^1].Event);
        Assert.True(stream.SaidEnd);
    }

    [Fact]
    public async Task A_stream_continues_after_the_last_event_id_whatever_after_says()
    {
        var mission = await _host.SubmitAsync();
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Running, MissionEventNames.Started);
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Succeeded, MissionEventNames.Succeeded, "1");

        await using var stream = await OpenAsync($"/api/v1/missions/{mission.JobId}/events/stream?after=1", lastEventId: 2);

        Assert.Equal([3], (await stream.ToEndAsync()).Select(row => row.Sequence));
    }

    [Fact]
    public async Task A_stream_of_a_mission_that_was_requeued_goes_on_past_its_first_end()
    {
        var mission = await _host.SubmitAsync();
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.DeadLettered, MissionEventNames.DeadLettered);
        await _host.Desk.RequeueAsync(mission.JobId, "test", null, TestContext.Current.CancellationToken);
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Succeeded, MissionEventNames.Succeeded, "1");

        await using var stream = await OpenAsync($"/api/v1/missions/{mission.JobId}/events/stream");

        Assert.Equal(
            [MissionEventNames.Submitted, MissionEventNames.DeadLettered, MissionEventNames.Requeued, MissionEventNames.Succeeded],
            (await stream.ToEndAsync()).Select(row => row.Event));
    }

    [Fact]
    public async Task The_stream_of_all_begins_now_or_after_a_position()
    {
        var before = await _host.SubmitAsync();
        await using var now = await OpenAsync("/api/v1/events/stream");
        await using var all = await OpenAsync("/api/v1/events/stream?after=0");

        Assert.Equal(before.JobId, (await all.NextAsync()).JobId);
        var next = now.NextAsync();
        await _host.Desk.MoveAsync(before.JobId, MissionLifeState.Running, MissionEventNames.Started);

        Assert.Equal(2, (await next).Position);
        Assert.Equal(2, (await all.NextAsync()).Position);
    }

    [Fact]
    public async Task A_silent_stream_sends_comments()
    {
        var mission = await _host.SubmitAsync();
        using var response = await GetAsync($"/api/v1/missions/{mission.JobId}/events/stream?after=1", null);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var comments = 0;
        while (comments < 3)
            comments += await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience) == ": keep-alive" ? 1 : 0;
    }

    [Fact]
    public async Task Log_lines_are_told_live_and_their_tail_is_stored()
    {
        var mission = await _host.SubmitAsync();
        await _host.Desk.LogAsync(mission.JobId, 3, "three");
        using var response = await GetAsync($"/api/v1/missions/{mission.JobId}/logs/stream", null);
        await using var stream = new Reader<LogLineView>(response);
        Assert.Equal("three", (await stream.NextAsync()).Text);

        await _host.Desk.LogAsync(mission.JobId, 4, "four");
        Assert.Equal("four", (await stream.NextAsync()).Text);
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Succeeded, MissionEventNames.Succeeded, "1");
        await _host.Desk.LogAsync(mission.JobId, 5, "late");

        Assert.Equal("late", Assert.Single(await stream.ToEndAsync()).Text);
        var log = await _host.GetAsync<MissionLog>($"/api/v1/missions/{mission.JobId}/logs?tail=2");
        Assert.Equal(["four", "late"], log.Lines.Select(line => line.Text));
        Assert.Equal(2, log.Dropped);
    }

    [Fact]
    public async Task A_long_poll_answers_when_the_mission_ends()
    {
        var mission = await _host.SubmitAsync();
        var waiting = _host.GetAsync<MissionView>($"/api/v1/missions/{mission.JobId}?wait_seconds=60");
        await UntilAsync(() => _host.Signals.WatchedMissions == 1);

        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Running, MissionEventNames.Started);
        Assert.False(waiting.IsCompleted);
        await _host.Desk.MoveAsync(mission.JobId, MissionLifeState.Succeeded, MissionEventNames.Succeeded, """{"said":"hi"}""");

        var ended = await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((MissionLifeState.Succeeded, "SUCCESS"), (ended.State, ended.Status));
        Assert.Equal("""{"said":"hi"}""", ended.Result?.GetRawText());
    }

    [Fact]
    public async Task A_long_poll_whose_time_is_over_answers_as_it_stands()
    {
        var mission = await _host.SubmitAsync();

        Assert.Equal(MissionLifeState.Queued, (await _host.GetAsync<MissionView>($"/api/v1/missions/{mission.JobId}?wait_seconds=0.2")).State);
    }

    [Fact]
    public async Task Readers_that_leave_leave_nothing_behind()
    {
        var mission = await _host.SubmitAsync();
        using (await GetAsync($"/api/v1/missions/{mission.JobId}/events/stream", null))
        using (await GetAsync($"/api/v1/missions/{mission.JobId}/logs/stream", null))
            await UntilAsync(() => _host.Signals.WatchedMissions == 1);

        await UntilAsync(() => _host.Signals.WatchedMissions == 0);
    }

    [Fact]
    public async Task A_shutdown_ends_streams_and_polls_at_once()
    {
        var mission = await _host.SubmitAsync();
        await using var stream = await OpenAsync($"/api/v1/missions/{mission.JobId}/events/stream?after=1");
        var other = await _host.SubmitAsync();
        var poll = _host.GetAsync<MissionView>($"/api/v1/missions/{other.JobId}?wait_seconds=60");
        await UntilAsync(() => _host.Signals.WatchedMissions == 2);
        var rest = stream.ToEndAsync();

        await _host.StopAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Empty(await rest);
        Assert.False(stream.SaidEnd);
        Assert.Equal(MissionLifeState.Queued, (await poll).State);
    }

    private async Task<Reader<MissionEventView>> OpenAsync(string path, long? lastEventId = null) => new(await GetAsync(path, lastEventId));

    private async Task<HttpResponseMessage> GetAsync(string path, long? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        var response = await _host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return response;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "The condition did not come true in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Reader<TRow>(HttpResponseMessage response) : IAsyncDisposable
        where TRow : class
    {
        private readonly IAsyncEnumerator<SseItem<string>> _items =
            SseParser.Create(response.Content.ReadAsStream()).EnumerateAsync().GetAsyncEnumerator();

        public bool SaidEnd { get; private set; }

        public async Task<TRow> NextAsync() => await TryNextAsync() ?? throw new InvalidOperationException("The stream is over.");

        public async Task<List<TRow>> ToEndAsync()
        {
            var rows = new List<TRow>();
            while (await TryNextAsync() is { } row)
                rows.Add(row);
            return rows;
        }

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            await _items.DisposeAsync();
        }

        private async Task<TRow?> TryNextAsync()
        {
            while (await _items.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
                SaidEnd |= _items.Current.EventType == "end";
                if (_items.Current.EventType == SseParser.EventTypeDefault)
                    return JsonSerializer.Deserialize<TRow>(_items.Current.Data, ContractsJson.Http);
            }

            return null;
        }
    }
}
