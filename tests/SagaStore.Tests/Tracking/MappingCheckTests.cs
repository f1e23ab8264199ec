using System.Data;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Conformance;
using Corporation.SagaStore.Tracking;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.Conventions;

namespace Corporation.SagaStore.Tests.Tracking;

public sealed class MappingCheckTests
{
    [Fact]
    public void A_saga_that_is_not_in_the_model_is_named_with_what_to_add() =>
        AssertRefused(ConcurrencyMode.Pessimistic, Sqlite(_ => { }), "TallyState is not in the model of DbContext", "modelBuilder.Entity<TallyState>()");

    [Fact]
    public void A_key_that_is_not_the_correlation_id_is_refused() =>
        AssertRefused(
            ConcurrencyMode.Pessimistic, Sqlite(model => model.Entity<TallyState>().HasKey(tally => tally.Label)), "must be its CorrelationId alone");

    [Fact]
    public void No_token_in_optimistic_mode_is_refused() =>
        AssertRefused(ConcurrencyMode.Optimistic, Sqlite(model => model.Entity<TallyState>().HasKey(tally => tally.CorrelationId)), "no concurrency token", "Pessimistic");

    [Fact]
    public void A_row_version_in_SQLite_is_refused_unless_a_trigger_makes_it()
    {
        AssertRefused(ConcurrencyMode.Optimistic, Sqlite(model => Tally(model).Property(tally => tally.Version).IsRowVersion()), "SQLite has no row versions");

        Check(ConcurrencyMode.Optimistic, Sqlite(model =>
        {
            Tally(model).Property(tally => tally.Version).IsRowVersion();
            Tally(model).ToTable("tallies", table => table.HasTrigger("advance"));
        }));
    }

    [Fact]
    public void A_token_that_can_not_be_advanced_is_refused() =>
        AssertRefused(ConcurrencyMode.Optimistic, Sqlite(model => Tally(model).Property(tally => tally.Label).IsConcurrencyToken()), "Label", "String", "int, long");

    [Fact]
    public void Another_database_than_the_one_that_was_chosen_is_refused() =>
        AssertRefused(ConcurrencyMode.Pessimistic, PostgreSql(model => Tally(model)), "UseSqlite", "Npgsql.EntityFrameworkCore.PostgreSQL");

    [Fact]
    public void What_works_passes()
    {
        Check(ConcurrencyMode.Pessimistic, Sqlite(model => Tally(model)));
        Check(ConcurrencyMode.Optimistic, Sqlite(model => Tally(model).Property(tally => tally.Version).IsConcurrencyToken()));
        Check(ConcurrencyMode.Optimistic, PostgreSql(model => Tally(model).Property<uint>("RowVersion").IsRowVersion()), new PostgreSqlTracking());
    }

    [Fact]
    public void A_repository_without_context_or_database_is_refused_when_it_is_registered()
    {
        var contextless = Assert.Throws<InvalidOperationException>(() => Register(repository => repository.UseSqlite()));
        var homeless = Assert.Throws<InvalidOperationException>(() => Register(repository => repository.ExistingDbContext<TallyContext>()));

        Assert.Contains("ExistingDbContext", contextless.Message, StringComparison.Ordinal);
        Assert.Contains("UsePostgres or UseSqlite", homeless.Message, StringComparison.Ordinal);
    }

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<TallyState> Tally(ModelBuilder model)
    {
        var tally = model.Entity<TallyState>();
        tally.HasKey(row => row.CorrelationId);
        return tally;
    }

    private static DbContext Sqlite(Action<ModelBuilder> map)
    {
        var model = SqliteConventionSetBuilder.CreateModelBuilder();
        map(model);
        return new DbContext(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").UseModel(model.FinalizeModel()).Options);
    }

    private static DbContext PostgreSql(Action<ModelBuilder> map)
    {
        var model = NpgsqlConventionSetBuilder.CreateModelBuilder();
        map(model);
        return new DbContext(new DbContextOptionsBuilder().UseNpgsql("Host=nowhere.invalid").UseModel(model.FinalizeModel()).Options);
    }

    private static void Check(ConcurrencyMode mode, DbContext context, TrackingEngine? engine = null)
    {
        using (context)
            new SagaTracking<TallyState>(engine ?? new SqliteTracking(), mode, IsolationLevel.ReadCommitted, null).ShapeIn(context);
    }

    private static void AssertRefused(ConcurrencyMode mode, DbContext context, params string[] words)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Check(mode, context));
        Assert.All(words, word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
    }

    private static void Register(Action<EntityFrameworkSagaRepositoryConfigurator<TallyState>> configure) => new ServiceCollection().AddMediator(mediator =>
        mediator.AddSagaStateMachine<TallySaga, TallyState>().EntityFrameworkRepository(configure));
}
