using System.Data;
using Corporation.SagaStore.Tests.Conformance;
using Corporation.SagaStore.Tracking;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Corporation.SagaStore.Tests.Tracking;

public sealed class TokenAdvanceTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(long))]
    [InlineData(typeof(uint))]
    [InlineData(typeof(ulong))]
    [InlineData(typeof(Guid))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(int?))]
    public async Task A_change_on_what_was_read_before_another_is_refused(Type type)
    {
        var model = ModelWith(type);
        await using var first = Open(model);
        await first.Database.EnsureCreatedAsync(Token);
        var saga = first.Add(new TallyState { CorrelationId = Guid.NewGuid() });
        if (type == typeof(byte[]))
            saga.Property("Mark").CurrentValue = new byte[] { 1 };
        await first.SaveChangesAsync(Token);
        await using var second = Open(model);
        var stale = second.Entry(await second.Set<TallyState>().SingleAsync(Token));

        await ChangeAsync(first, saga);
        await ChangeAsync(first, saga);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => ChangeAsync(second, stale));
    }

    [Fact]
    public async Task A_token_that_the_behaviour_has_advanced_is_left_as_it_is()
    {
        await using var context = Open(ModelWith(typeof(int)));
        await context.Database.EnsureCreatedAsync(Token);
        var saga = context.Add(new TallyState { CorrelationId = Guid.NewGuid() });
        await context.SaveChangesAsync(Token);

        saga.Property("Mark").CurrentValue = 77;
        await ChangeAsync(context, saga);

        Assert.Equal(77, saga.Property("Mark").CurrentValue);
    }

    private static async Task ChangeAsync(DbContext context, EntityEntry<TallyState> saga)
    {
        var tracking = new SagaTracking<TallyState>(new SqliteTracking(), ConcurrencyMode.Optimistic, IsolationLevel.Unspecified, null);
        saga.Entity.Steps++;
        context.ChangeTracker.DetectChanges();
        tracking.ShapeIn(context).Touch(saga);
        await context.SaveChangesAsync(Token);
    }

    private static IModel ModelWith(Type token)
    {
        var model = SqliteConventionSetBuilder.CreateModelBuilder();
        model.Entity<TallyState>().HasKey(tally => tally.CorrelationId);
        model.Entity<TallyState>().Property(token, "Mark").IsConcurrencyToken();
        return model.FinalizeModel();
    }

    private DbContext Open(IModel model) => new(new DbContextOptionsBuilder().UseSqlite($"Data Source={_folder.File};Pooling=False").UseModel(model).Options);
}
