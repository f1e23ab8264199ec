using Corporation.SagaStore.Tests.Counting;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Mapping;

public sealed class RowMappingTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_kind_of_value_is_stored_as_EF_Core_stores_it(bool filled)
    {
        await using var store = StoreFixture.Open(_folder);
        var row = filled ? Filled() : new AllTypes("empty", "");

        await store.Writer.WriteAsync(session => { session.Insert(row); return true; }, Token);

        await using var context = store.Context();
        var byEntityFramework = await context.Set<AllTypes>().AsNoTracking().SingleAsync(Token);
        var byReader = store.Reader.Find<AllTypes>(row.Id)!;
        Assert.Equivalent(row, byEntityFramework, strict: true);
        Assert.Equivalent(row, byReader, strict: true);
        Assert.Equal(row.ReadHidden(), byReader.ReadHidden());
    }

    [Fact]
    public async Task What_EF_Core_wrote_is_read_updated_and_deleted()
    {
        await using var store = StoreFixture.Open(_folder);
        var row = Filled();
        await using (var context = new CountingContext(new DbContextOptionsBuilder<CountingContext>().UseSqlite(store.Outsider()).Options))
        {
            context.Add(row);
            await context.SaveChangesAsync(Token);
        }

        var read = store.Reader.Find<AllTypes>(row.Id)!;
        read.Text = "";
        var updated = await store.Writer.TryUpdateAsync(read);
        var text = store.Reader.Find<AllTypes>(row.Id)!.Text;
        var deleted = await store.Writer.TryDeleteAsync(read);

        Assert.Equivalent(row.Numbers, read.Numbers);
        Assert.True(updated && deleted);
        Assert.Equal("", text);
        Assert.Null(store.Reader.Find<AllTypes>(row.Id));
    }

    [Fact]
    public async Task A_row_with_a_key_of_two_columns_and_no_token_is_updated_and_deleted_by_both()
    {
        await using var store = StoreFixture.Open(_folder);
        await store.Writer.WriteAsync(
            session =>
            {
                session.Insert(new Pair { Left = "a", Right = 1 });
                session.Insert(new Pair { Left = "a", Right = 2 });
                return true;
            },
            Token);

        var updated = await store.Writer.TryUpdateAsync(new Pair { Left = "a", Right = 2, Note = "two" });
        var deleted = await store.Writer.TryDeleteAsync(new Pair { Left = "a", Right = 1 });
        var absent = await store.Writer.TryUpdateAsync(new Pair { Left = "b", Right = 1 });

        Assert.Equal((true, true, false), (updated, deleted, absent));
        Assert.Equal(["2 two"], store.Reader.Query("SELECT \"Right\", \"Note\" FROM pairs", row => $"{row.GetInt64(0)} {row.GetString(1)}"));
        Assert.Contains("several columns", Assert.Throws<InvalidOperationException>(() => store.Reader.Find<Pair>("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_the_database_is_written_back_and_a_key_that_is_set_is_kept()
    {
        await using var store = StoreFixture.Open(_folder);
        var given = new CounterStep { Number = 1 };
        var chosen = new CounterStep { Number = 2, Position = 77 };
        var next = new CounterStep { Number = 3 };

        await store.Writer.WriteAsync(
            session =>
            {
                session.Insert(given);
                session.Insert(chosen);
                session.Insert(next);
                return true;
            },
            Token);

        Assert.Equal((1, 77, 78), (given.Position, chosen.Position, next.Position));
    }

    [Fact]
    public async Task A_row_of_a_type_that_is_not_in_the_model_is_refused_by_name()
    {
        await using var store = StoreFixture.Open(_folder);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.Writer.WriteAsync(session => { session.Insert(this); return true; }, Token));

        Assert.Contains(nameof(RowMappingTests), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_the_wrong_type_is_refused()
    {
        await using var store = StoreFixture.Open(_folder);

        Assert.Contains("is a Guid", Assert.Throws<ArgumentException>(() => store.Reader.Find<CounterState>("text")).Message, StringComparison.Ordinal);
    }

    private static AllTypes Filled() => new("id \"with\" quotes", "hidden")
    {
        Flag = true,
        Tiny = 255,
        Small = short.MinValue,
        Number = int.MinValue,
        Natural = uint.MaxValue,
        Big = long.MinValue,
        Huge = ulong.MaxValue,
        Coarse = 1.5f,
        Fine = Math.PI,
        Money = 79228162514264337593543950335m,
        Key = Guid.NewGuid(),
        Time = new DateTime(2026, 2, 3, 4, 5, 6).AddTicks(1),
        Moment = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)),
        Span = TimeSpan.FromTicks(-123456789),
        Text = new string('ü', 3000) + "\0end",
        Bytes = [0, 1, 2],
        Color = CounterColor.Green,
        ColorName = CounterColor.Green,
        MaybeNumber = 0,
        MaybeGuid = Guid.Empty,
        MaybeText = "",
        MaybeBytes = [],
        Numbers = [3, 1, 2],
    };
}
