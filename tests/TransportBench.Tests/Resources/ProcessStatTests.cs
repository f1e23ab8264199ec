using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Tests.Resources;

public sealed class ProcessStatTests
{
    [Fact]
    public void Cpu_is_user_and_system_time_whatever_the_process_calls_itself()
    {
        const string Line = "4711 (a name) with (brackets)) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 5 0 12345 1000000 300";

        Assert.Equal(TimeSpan.FromSeconds(3), ProcessStat.ParseCpu(Line));
    }

    [Fact]
    public void The_machine_is_busy_with_everything_but_idle_and_waiting_for_disks()
    {
        const string Text = "cpu  100 10 40 9000 800 5 15 30 7 7\ncpu0 50 5 20 4500 400 2 8 15 3 3\n";

        Assert.Equal(TimeSpan.FromSeconds(2), ProcessStat.ParseMachineCpu(Text));
    }

    [Fact]
    public void A_process_that_is_not_there_tells_nothing() => Assert.Null(ProcessStat.Cpu(processId: -1));
}
