using Corporation.Contracts.Missions;
using CsCheck;

namespace Corporation.Contracts.Tests;

public sealed class MissionKindNameTests
{
    private static readonly Gen<string> Word =
        Gen.Select(Gen.Char['a', 'z'], Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789_"].Array[0, 20], (first, rest) => first + new string(rest));

    [Theory]
    [InlineData("echo")]
    [InlineData("coding_task")]
    [InlineData("system:ping")]
    [InlineData("a")]
    [InlineData("a:b")]
    [InlineData("a1_:b_2")]
    public void Words_with_one_prefix_at_most_are_legal(string name) => Assert.True(MissionKindName.IsLegal(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Echo")]
    [InlineData("1echo")]
    [InlineData("_echo")]
    [InlineData("a:b:c")]
    [InlineData(":a")]
    [InlineData("a:")]
    [InlineData("a-b")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("a٣")]
    [InlineData("{a}")]
    public void Everything_else_is_not(string? name) => Assert.False(MissionKindName.IsLegal(name));

    [Fact]
    public void Every_name_of_the_grammar_is_legal_and_gives_a_queue_of_its_own() =>
        Gen.Select(Word, Word, Gen.Bool, (prefix, word, prefixed) => prefixed ? $"{prefix}:{word}" : word)
            .Sample(name =>
            {
                Assert.Equal(name.Length <= MissionKindName.MaxLength, MissionKindName.IsLegal(name));
                Assert.Equal(name, QueueNames.OfKind(name)["mission-".Length..].Replace('.', ':'));
            });

    [Fact]
    public void A_legal_name_with_one_foreign_character_is_illegal() =>
        Gen.Select(Word, Gen.Char["ABCÄ- ./\\{}\"'\n\0"], Gen.Int[0, 100])
            .Sample((word, foreign, place) => Assert.False(MissionKindName.IsLegal(word.Insert(place % (word.Length + 1), foreign.ToString()))));

    [Fact]
    public void The_length_has_a_limit()
    {
        Assert.True(MissionKindName.IsLegal(new string('a', MissionKindName.MaxLength)));
        Assert.False(MissionKindName.IsLegal(new string('a', MissionKindName.MaxLength + 1)));
    }
}
