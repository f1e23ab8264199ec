using System.Threading.Channels;

namespace Corporation.Factory.Working;

/// <summary>A wish that is kept until somebody sees to it; wishing again meanwhile changes nothing.</summary>
internal sealed class AsyncAsk
{
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _asked.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await _asked.Reader.ReadAsync(cancellationToken);
}
