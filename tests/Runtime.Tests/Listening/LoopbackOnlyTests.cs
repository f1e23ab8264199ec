using Corporation.Runtime.Listening;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Tests.Listening;

public sealed class LoopbackOnlyTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Theory]
    [InlineData("http://127.0.0.1:7400")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.8.9.10:7400/")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://[::1]:7400")]
    [InlineData("http://[::ffff:127.0.0.1]:7400")]
    [InlineData("http://localhost:7400")]
    [InlineData("https://LOCALHOST:7400")]
    [InlineData("http://127.0.0.1:7400;http://[::1]:7400")]
    [InlineData("http://unix:/run/corporation/hq.sock")]
    public void Any_port_of_this_machine_alone_is_taken(string urls) => LoopbackOnly.Require(urls, Nothing);

    [Theory]
    [InlineData("http://0.0.0.0:7400")]
    [InlineData("http://[::]:7400")]
    [InlineData("http://[::ffff:0.0.0.0]:7400")]
    [InlineData("http://192.168.1.10:7400")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://[fe80::1]:7400")]
    [InlineData("http://*:7400")]
    [InlineData("http://+:7400")]
    [InlineData("http://hq.example.com:7400")]
    [InlineData("http://localhost.example.com:7400")]
    [InlineData("http://127.0.0.1.example.com:7400")]
    [InlineData("http://127.0.0.1:7400@10.0.0.1")]
    [InlineData("127.0.0.1:7400")]
    [InlineData("http://:7400")]
    public void An_address_that_others_may_reach_is_refused_by_name_with_the_reason_and_what_to_do(string url)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => LoopbackOnly.Require(url, Nothing));

        var failure = Assert.Single(refused.Failures);
        Assert.Contains($"'{url}'", failure, StringComparison.Ordinal);
        Assert.Contains("no authentication", failure, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:7400", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_addresses_each_wrong_one_is_named()
    {
        var refused = Assert.Throws<OptionsValidationException>(() => LoopbackOnly.Require("http://127.0.0.1:1; http://*:2 ;http://10.0.0.1:3", Nothing));

        Assert.Collection(
            refused.Failures,
            failure => Assert.Contains("'http://*:2'", failure, StringComparison.Ordinal),
            failure => Assert.Contains("'http://10.0.0.1:3'", failure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void No_address_is_refused_because_the_server_would_choose_one(string urls) =>
        Assert.Throws<OptionsValidationException>(() => LoopbackOnly.Require(urls, Nothing));

    [Fact]
    public void An_endpoint_in_the_configuration_counts_because_it_goes_before_the_address()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Inner:Url"] = "http://localhost:7400",
            ["Kestrel:Endpoints:Outer:Url"] = "http://0.0.0.0:7400",
        }).Build();

        var refused = Assert.Throws<OptionsValidationException>(() => LoopbackOnly.Require("http://127.0.0.1:7400", configuration));

        Assert.Contains("Kestrel:Endpoints:Outer:Url is 'http://0.0.0.0:7400'", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }
}
