using System.Text;

namespace Corporation.EndToEnd.Tests.Observing;

/// <summary>What the tests need of OTLP's messages. The numbers are those of the fields in opentelemetry-proto.</summary>
internal static class OtlpReading
{
    public static List<ReceivedSpan> Spans(byte[] request) =>
    [
        .. from resource in ProtobufMessage.Read(request).Messages(1)
           let service = ServiceOf(resource)
           from scope in resource.Messages(2)
           let source = scope.Messages(1).Select(one => one.Text(1)).FirstOrDefault() ?? ""
           from span in scope.Messages(2)
           select new ReceivedSpan(service, source, span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), TagsOf(span, 9)),
    ];

    public static List<ReceivedPoint> Points(byte[] request) =>
    [
        .. from resource in ProtobufMessage.Read(request).Messages(1)
           let service = ServiceOf(resource)
           from scope in resource.Messages(2)
           from metric in scope.Messages(2)
           from shape in metric.Messages(5).Concat(metric.Messages(7)).Select(one => (Shape: one, Tags: 7)).Concat(metric.Messages(9).Select(one => (Shape: one, Tags: 9)))
           from point in shape.Shape.Messages(1)
           select new ReceivedPoint(service, metric.Text(1), metric.Text(3), TagsOf(point, shape.Tags)),
    ];

    private static string ServiceOf(ProtobufMessage resource) =>
        resource.Messages(1).SelectMany(one => TagsOf(one, 1)).FirstOrDefault(tag => tag.Key == "service.name").Value ?? "";

    private static Dictionary<string, string> TagsOf(ProtobufMessage message, int field) =>
        message.Messages(field).ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Select(value => value.Text(1)).FirstOrDefault() ?? "");

    /// <summary>A message whose fields are known by number alone.</summary>
    private sealed class ProtobufMessage
    {
        private readonly List<(int Field, byte[] Bytes)> _parts = [];

        public static ProtobufMessage Read(ReadOnlySpan<byte> bytes)
        {
            var message = new ProtobufMessage();
            while (bytes.Length > 0)
            {
                var tag = Number(ref bytes);
                var (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
                var length = wireType switch { 0 => 0, 1 => 8, 5 => 4, 2 => (int)Number(ref bytes), _ => throw new InvalidDataException($"Wire type {wireType}") };
                if (wireType == 0)
                    Number(ref bytes);
                if (wireType == 2)
                    message._parts.Add((field, bytes[..length].ToArray()));
                bytes = bytes[length..];
            }

            return message;
        }

        public IEnumerable<ProtobufMessage> Messages(int field) => Parts(field).Select(part => Read(part));

        public string Text(int field) => Parts(field).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";

        public string Hex(int field) => Parts(field).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

        private IEnumerable<byte[]> Parts(int field) => _parts.Where(part => part.Field == field).Select(part => part.Bytes);

        private static ulong Number(ref ReadOnlySpan<byte> bytes)
        {
            var (value, shift) = (0UL, 0);
            while (true)
            {
                var next = bytes[0];
                bytes = bytes[1..];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                    return value;
                shift += 7;
            }
        }
    }
}
