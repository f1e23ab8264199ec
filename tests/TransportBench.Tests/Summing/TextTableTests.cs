using Corporation.TransportBench.Summing;

namespace Corporation.TransportBench.Tests.Summing;

public sealed class TextTableTests
{
    [Fact]
    public void Names_are_aligned_left_and_figures_right()
    {
        var table = new TextTable("Throughput", ["transport", "msg/s"]);
        table.Add("in_memory_at_length", "7");
        table.Add("rabbitmq", "12345678");
        var writer = new StringWriter { NewLine = "\n" };

        table.Write(writer);

        string[] expected =
        [
            "Throughput",
            "  transport               msg/s",
            "  in_memory_at_length         7",
            "  rabbitmq             12345678",
        ];
        Assert.Equal(expected, writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_row_has_as_many_cells_as_there_are_columns() =>
        Assert.Throws<ArgumentException>(() => new TextTable("", ["one", "two"]).Add("only one"));
}
