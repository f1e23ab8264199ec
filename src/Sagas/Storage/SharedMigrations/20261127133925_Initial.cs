using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Corporation.Sagas.Storage.SharedMigrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "factories",
                columns: table => new
                {
                    factory_id = table.Column<string>(type: "text", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    software_version = table.Column<string>(type: "text", nullable: false),
                    announced_at = table.Column<long>(type: "bigint", nullable: false),
                    withdrawn_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_factories", x => x.factory_id);
                });

            migrationBuilder.CreateTable(
                name: "factory_kinds",
                columns: table => new
                {
                    factory_id = table.Column<string>(type: "text", nullable: false),
                    mission_kind = table.Column<string>(type: "text", nullable: false),
                    announcement = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_factory_kinds", x => new { x.factory_id, x.mission_kind });
                });

            migrationBuilder.CreateTable(
                name: "mission_events",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    occurred_at = table.Column<long>(type: "bigint", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    details = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mission_events", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "mission_log_lines",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    logged_at = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mission_log_lines", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "mission_payloads",
                columns: table => new
                {
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    context = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mission_payloads", x => x.mission_id);
                });

            migrationBuilder.CreateTable(
                name: "mission_results",
                columns: table => new
                {
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    result = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mission_results", x => x.mission_id);
                });

            migrationBuilder.CreateTable(
                name: "mission_usage",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    resource = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mission_usage", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "missions",
                columns: table => new
                {
                    mission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    current_state = table.Column<string>(type: "text", nullable: false),
                    mission_kind = table.Column<string>(type: "text", nullable: false),
                    task = table.Column<string>(type: "text", nullable: false),
                    idempotency_key = table.Column<string>(type: "text", nullable: true),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    timeout_seconds = table.Column<double>(type: "double precision", nullable: false),
                    max_retries = table.Column<int>(type: "integer", nullable: false),
                    retry_delay_seconds = table.Column<double>(type: "double precision", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    retries_used = table.Column<int>(type: "integer", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    start_at = table.Column<long>(type: "bigint", nullable: true),
                    deadline_at = table.Column<long>(type: "bigint", nullable: true),
                    queued_at = table.Column<long>(type: "bigint", nullable: true),
                    offered_at = table.Column<long>(type: "bigint", nullable: true),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    claim_token = table.Column<Guid>(type: "uuid", nullable: true),
                    last_reported_token = table.Column<Guid>(type: "uuid", nullable: true),
                    factory_id = table.Column<string>(type: "text", nullable: true),
                    factory_epoch = table.Column<long>(type: "bigint", nullable: true),
                    lease_expires_at = table.Column<long>(type: "bigint", nullable: true),
                    attempt_ends_at = table.Column<long>(type: "bigint", nullable: true),
                    started_at = table.Column<long>(type: "bigint", nullable: true),
                    finished_at = table.Column<long>(type: "bigint", nullable: true),
                    cancel_requested_at = table.Column<long>(type: "bigint", nullable: true),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    wake_at = table.Column<long>(type: "bigint", nullable: true),
                    progress_percent = table.Column<double>(type: "double precision", nullable: true),
                    progress_message = table.Column<string>(type: "text", nullable: true),
                    error_type = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    discarded_at = table.Column<long>(type: "bigint", nullable: true),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_missions", x => x.mission_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_mission_events_mission_id_sequence",
                table: "mission_events",
                columns: new[] { "mission_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_mission_log_lines_mission_id_attempt_number",
                table: "mission_log_lines",
                columns: new[] { "mission_id", "attempt", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_mission_log_lines_mission_id_position",
                table: "mission_log_lines",
                columns: new[] { "mission_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_mission_usage_mission_id",
                table: "mission_usage",
                column: "mission_id");

            migrationBuilder.CreateIndex(
                name: "IX_missions_current_state_mission_id",
                table: "missions",
                columns: new[] { "current_state", "mission_id" });

            migrationBuilder.CreateIndex(
                name: "IX_missions_idempotency_key",
                table: "missions",
                column: "idempotency_key",
                unique: true,
                filter: "idempotency_key is not null");

            migrationBuilder.CreateIndex(
                name: "IX_missions_wake_at",
                table: "missions",
                column: "wake_at",
                filter: "wake_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_missions_backlog",
                table: "missions",
                columns: new[] { "mission_kind", "priority", "queued_at" },
                descending: new[] { false, true, false },
                filter: "current_state = 'Queued' and offered_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_missions_factory_state",
                table: "missions",
                columns: new[] { "factory_id", "current_state", "mission_id" },
                filter: "factory_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_missions_held",
                table: "missions",
                column: "factory_id",
                filter: "current_state in ('Claimed', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_missions_kind_state",
                table: "missions",
                columns: new[] { "mission_kind", "current_state", "mission_id", "factory_id" });

            migrationBuilder.CreateIndex(
                name: "ix_missions_under_way",
                table: "missions",
                column: "mission_kind",
                filter: "current_state in ('Claimed', 'Running') or (current_state = 'Queued' and offered_at is not null)");

            foreach (var statement in SharedMissionSearch.CreateSql)
                migrationBuilder.Sql(statement);
            foreach (var statement in AppendOnlyEvents.CreateSql("mission_events"))
                migrationBuilder.Sql(statement);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "factories");

            migrationBuilder.DropTable(
                name: "factory_kinds");

            migrationBuilder.DropTable(
                name: "mission_events");

            migrationBuilder.DropTable(
                name: "mission_log_lines");

            migrationBuilder.DropTable(
                name: "mission_payloads");

            migrationBuilder.DropTable(
                name: "mission_results");

            migrationBuilder.DropTable(
                name: "mission_usage");

            migrationBuilder.DropTable(
                name: "missions");

            foreach (var statement in AppendOnlyEvents.DropSql("mission_events"))
                migrationBuilder.Sql(statement);
            foreach (var statement in SharedMissionSearch.DropSql)
                migrationBuilder.Sql(statement);
        }
    }
}
