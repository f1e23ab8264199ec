using System.Buffers;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>What goes over one connection between HQ and a server, cut where a kill may fall.</summary>
internal interface IWireProtocol
{
    /// <summary>Takes the next whole request of HQ, if it is there.</summary>
    /// <param name="buffer">What HQ has sent; without the request afterwards.</param>
    /// <param name="content">What the step is about, if it is one.</param>
    /// <returns>Whether there was one, and which kind of step it is, if any.</returns>
    (bool IsWhole, StepKind? Step) TakeRequest(ref ReadOnlySequence<byte> buffer, out string content);

    /// <summary>Takes the next whole message of the server, if it is there.</summary>
    /// <param name="buffer">What the server has sent; without the message afterwards.</param>
    /// <returns>Whether there was one, and whether it is the last one in answer to a request.</returns>
    (bool IsWhole, bool EndsRequest) TakeAnswer(ref ReadOnlySequence<byte> buffer);
}
