using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Tests.Resources;

public sealed class CommandCountsTests
{
    [Fact]
    public void Calls_between_two_questions_leave_out_the_question_itself()
    {
        const string Xadd = "# Commandstats\r\ncmdstat_xadd:calls=7,usec=31,usec_per_call=4.43,rejected_calls=0,failed_calls=0\r\n";
        const string Others = "cmdstat_xreadgroup:calls=2,usec=9\r\ncmdstat_client|id:calls=1,usec=1\r\ncmdstat_info:calls=1,usec=40\r\n";
        var before = CommandCounts.Parse(Xadd);
        var after = CommandCounts.Parse(Xadd + Others);

        Assert.Equal([KeyValuePair.Create("xreadgroup", 2L), KeyValuePair.Create("client|id", 1L)], after.Since(before));
    }

    [Fact]
    public void A_transport_that_asks_for_info_itself_is_counted()
    {
        var before = CommandCounts.Parse("cmdstat_info:calls=3,usec=1");
        var after = CommandCounts.Parse("cmdstat_info:calls=6,usec=1");

        Assert.Equal([KeyValuePair.Create("info", 2L)], after.Since(before));
    }
}
