using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Corporation.Sagas.Storage.SharedMigrations
{
    /// <inheritdoc />
    public partial class Fleet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "placed_factory_id",
                table: "missions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "routing",
                table: "missions",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "attempt_tallies",
                columns: table => new
                {
                    factory_id = table.Column<string>(type: "text", nullable: false),
                    mission_kind = table.Column<string>(type: "text", nullable: false),
                    period = table.Column<long>(type: "bigint", nullable: false),
                    writer = table.Column<string>(type: "text", nullable: false),
                    succeeded = table.Column<long>(type: "bigint", nullable: false),
                    failed = table.Column<long>(type: "bigint", nullable: false),
                    lost = table.Column<long>(type: "bigint", nullable: false),
                    duration_seconds = table.Column<double>(type: "double precision", nullable: false),
                    longest_seconds = table.Column<double>(type: "double precision", nullable: false),
                    last_ended_at = table.Column<long>(type: "bigint", nullable: false),
                    last_mission_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attempt_tallies", x => new { x.factory_id, x.mission_kind, x.period, x.writer });
                });

            migrationBuilder.CreateTable(
                name: "factory_events",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    factory_id = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    occurred_at = table.Column<long>(type: "bigint", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_factory_events", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "factory_states",
                columns: table => new
                {
                    factory_key = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    current_state = table.Column<string>(type: "text", nullable: false),
                    factory_id = table.Column<string>(type: "text", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    deployment_profile = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    software_version = table.Column<string>(type: "text", nullable: false),
                    software_commit = table.Column<string>(type: "text", nullable: true),
                    first_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    stopped_at = table.Column<long>(type: "bigint", nullable: true),
                    interval_seconds = table.Column<double>(type: "double precision", nullable: false),
                    mode = table.Column<string>(type: "text", nullable: false),
                    mode_reason = table.Column<string>(type: "text", nullable: true),
                    mode_actor = table.Column<string>(type: "text", nullable: true),
                    mode_since = table.Column<long>(type: "bigint", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    obeyed_mode = table.Column<string>(type: "text", nullable: true),
                    order_expires_at = table.Column<long>(type: "bigint", nullable: true),
                    drain_until = table.Column<long>(type: "bigint", nullable: true),
                    drained_at = table.Column<long>(type: "bigint", nullable: true),
                    degraded_reason = table.Column<string>(type: "text", nullable: true),
                    probes_missed = table.Column<int>(type: "integer", nullable: false),
                    probe_sent = table.Column<long>(type: "bigint", nullable: true),
                    canary_mission_id = table.Column<Guid>(type: "uuid", nullable: true),
                    canary_at = table.Column<long>(type: "bigint", nullable: true),
                    labels = table.Column<string>(type: "text", nullable: false),
                    max_concurrency = table.Column<int>(type: "integer", nullable: true),
                    report = table.Column<string>(type: "text", nullable: false),
                    wake_at = table.Column<long>(type: "bigint", nullable: true),
                    last_event = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_factory_states", x => x.factory_key);
                });

            migrationBuilder.CreateTable(
                name: "legacy_missions",
                columns: table => new
                {
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<string>(type: "text", nullable: false),
                    reported_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_legacy_missions", x => x.mission_id);
                });

            migrationBuilder.CreateTable(
                name: "rate_buckets",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    counted_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rate_buckets", x => x.name);
                });

            migrationBuilder.CreateIndex(
                name: "ix_missions_placed",
                table: "missions",
                column: "placed_factory_id",
                filter: "current_state = 'Queued' and placed_factory_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_missions_to_place",
                table: "missions",
                columns: new[] { "priority", "queued_at", "mission_kind" },
                descending: new[] { true, false, false },
                filter: "current_state = 'Queued' and offered_at is null and routing is not null");

            migrationBuilder.CreateIndex(
                name: "IX_attempt_tallies_period",
                table: "attempt_tallies",
                column: "period");

            migrationBuilder.CreateIndex(
                name: "IX_factory_events_factory_id_sequence",
                table: "factory_events",
                columns: new[] { "factory_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_factory_states_factory_id",
                table: "factory_states",
                column: "factory_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_factory_states_wake_at",
                table: "factory_states",
                column: "wake_at",
                filter: "wake_at is not null");

            migrationBuilder.CreateIndex(
                name: "IX_legacy_missions_job_id",
                table: "legacy_missions",
                column: "job_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_legacy_missions_to_report",
                table: "legacy_missions",
                column: "mission_id",
                filter: "reported_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attempt_tallies");

            migrationBuilder.DropTable(
                name: "factory_events");

            migrationBuilder.DropTable(
                name: "factory_states");

            migrationBuilder.DropTable(
                name: "legacy_missions");

            migrationBuilder.DropTable(
                name: "rate_buckets");

            migrationBuilder.DropIndex(
                name: "ix_missions_placed",
                table: "missions");

            migrationBuilder.DropIndex(
                name: "ix_missions_to_place",
                table: "missions");

            migrationBuilder.DropColumn(
                name: "placed_factory_id",
                table: "missions");

            migrationBuilder.DropColumn(
                name: "routing",
                table: "missions");
        }
    }
}
