namespace Corporation.RedisStreams.Conformance.Profiles;

public sealed class ProfileTests
{
    private static readonly Type[] Types = typeof(ProfileTests).Assembly.GetTypes();

    public static TheoryData<string> Fixtures { get; } =
        [.. Types.Where(type => type.IsSubclassOf(typeof(TransportFixture)) && !type.IsAbstract).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Every_transport_runs_every_specification(string fixture)
    {
        var all = Types.Where(type => type.IsSubclassOf(typeof(TransportSpecs))).ToList();
        var specifications = all.Where(type => type.IsAbstract).ToList();
        var run = all.Where(type => !type.IsAbstract && IsRunWith(fixture, type)).Select(type => type.BaseType);

        Assert.NotEmpty(specifications);
        Assert.Empty(specifications.Except(run.OfType<Type>()));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Every_transport_can_be_opened_by_its_name(string fixture)
    {
        await using var one = (TransportFixture)Activator.CreateInstance(Types.Single(type => type.Name == fixture))!;
        await using var opened = ProfileList.Open(one.Name);

        Assert.Equal(one.GetType(), opened.GetType());
    }

    private static bool IsRunWith(string fixture, Type type) =>
        type.GetConstructors().Single().GetParameters().Any(parameter => parameter.ParameterType.Name == fixture);
}
