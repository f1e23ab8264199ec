using Corporation.Factory.Cataloguing;
using Corporation.Factory.Handling;
using Corporation.Factory.Tests.Harness;

namespace Corporation.Factory.Tests.Cataloguing;

public sealed class MissionCatalogTests
{
    [Theory]
    [InlineData(typeof(NoAttribute), "has no [MissionKind")]
    [InlineData(typeof(BadName), "illegal kind name 'Bad-Name'")]
    [InlineData(typeof(BadAlias), "illegal kind name 'a:b:c'")]
    [InlineData(typeof(TwoContracts), "2 times")]
    [InlineData(typeof(string), "does not implement")]
    [InlineData(typeof(Abstract), "abstract")]
    [InlineData(typeof(Generic<>), "open generic")]
    [InlineData(typeof(NoConstructor), "no usable constructor")]
    [InlineData(typeof(DeepNoConstructor), "Deep.child.hidden[]")]
    [InlineData(typeof(UnsupportedInput), "no JSON form")]
    [InlineData(typeof(NotAnObject), "not written as a JSON object")]
    [InlineData(typeof(UnsupportedResult), "can't write its result")]
    [InlineData(typeof(BadRanges), "TimeoutSeconds = 0;")]
    [InlineData(typeof(BadRanges), "MaxRetries = 101;")]
    [InlineData(typeof(BadRanges), "RetryDelaySeconds = -1;")]
    [InlineData(typeof(BadRanges), "Concurrency = 0;")]
    public void A_wrong_handler_is_named_with_what_is_wrong(Type handler, string expected)
    {
        var exception = Assert.Throws<MissionCatalogException>(() => new MissionCatalog().Add(handler).Build());

        Assert.Contains(exception.Errors, error => error.Contains(expected, StringComparison.Ordinal));
        Assert.Contains(handler.Name, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(SameKind))]
    [InlineData(typeof(AliasIsKind))]
    public void Two_handlers_for_one_kind_or_alias_are_both_named(Type second)
    {
        var exception = Assert.Throws<MissionCatalogException>(() => new MissionCatalog().Add<ActHandler>().Add(second).Build());

        var error = Assert.Single(exception.Errors);
        Assert.Contains(nameof(ActHandler), error, StringComparison.Ordinal);
        Assert.Contains(second.Name, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_may_run_several_kinds_that_are_known_only_at_run_time()
    {
        var catalog = new MissionCatalog().Add<NoAttribute>(new MissionKindAttribute("first")).Add<NoAttribute>(new MissionKindAttribute("second") { Concurrency = 2 });

        Assert.Equal([("first", 1), ("second", 2)], catalog.Build().Select(definition => (definition.Name, definition.Announcement.Slots)));
        Assert.Throws<MissionCatalogException>(() => catalog.Add<NoAttribute>(new MissionKindAttribute("first")).Build());
        Assert.Throws<MissionCatalogException>(() => new MissionCatalog().Add<NoAttribute>(new MissionKindAttribute("No Kind")).Build());
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var exception = Assert.Throws<MissionCatalogException>(() => new MissionCatalog().Add<NoAttribute>().Add<BadName>().Build());

        Assert.Equal(2, exception.Errors.Count);
    }

    [Fact]
    public async Task The_host_does_not_start_with_a_wrong_handler()
    {
        await Assert.ThrowsAsync<MissionCatalogException>(() => FactoryHost.StartAsync(catalog => catalog.Add<NoAttribute>()));
    }

    private abstract class Handler<TInput, TResult> : IMissionHandler<TInput, TResult>
    {
        public Task<MissionOutcome<TResult>> HandleAsync(TInput input, MissionContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class NoAttribute : Handler<Act, Acted>;

    [MissionKind("Bad-Name")]
    private sealed class BadName : Handler<Act, Acted>;

    [MissionKind("good", Aliases = ["a:b:c"])]
    private sealed class BadAlias : Handler<Act, Acted>;

    [MissionKind("two")]
    private sealed class TwoContracts : Handler<Act, Acted>, IMissionHandler<Acted, Acted>
    {
        public Task<MissionOutcome<Acted>> HandleAsync(Acted input, MissionContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    [MissionKind("abstract")]
    private abstract class Abstract : Handler<Act, Acted>;

    [MissionKind("generic")]
    private sealed class Generic<T> : Handler<Act, T>;

    private sealed class Hidden
    {
        private Hidden()
        {
        }

        public static Hidden Make() => new();
    }

    private sealed record Deep(Child Child);

    private sealed record Child(IReadOnlyList<Hidden> Hidden);

    [MissionKind("hidden")]
    private sealed class NoConstructor : Handler<Hidden, Acted>;

    [MissionKind("deep")]
    private sealed class DeepNoConstructor : Handler<Deep, Acted>;

    private sealed record WithDelegate(Action Callback);

    [MissionKind("unsupported")]
    private sealed class UnsupportedInput : Handler<WithDelegate, Acted>;

    [MissionKind("array")]
    private sealed class NotAnObject : Handler<string[], Acted>;

    [MissionKind("result")]
    private sealed class UnsupportedResult : Handler<Act, WithDelegate>;

    [MissionKind("ranges", TimeoutSeconds = 0, MaxRetries = 101, RetryDelaySeconds = -1, Concurrency = 0)]
    private sealed class BadRanges : Handler<Act, Acted>;

    [MissionKind("act")]
    private sealed class SameKind : Handler<Act, Acted>;

    [MissionKind("other", Aliases = ["act"])]
    private sealed class AliasIsKind : Handler<Act, Acted>;
}
