using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Corporation.Sagas.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Upkeep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_missions_backlog",
                table: "missions");

            migrationBuilder.AddColumn<string>(
                name: "envelope",
                table: "legacy_missions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mode_before",
                table: "factory_states",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mode_before_reason",
                table: "factory_states",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_missions_backlog",
                table: "missions",
                columns: new[] { "mission_kind", "priority", "queued_at" },
                descending: new[] { false, true, false },
                filter: "current_state = 'Queued' and offered_at is null and routing is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_missions_backlog",
                table: "missions");

            migrationBuilder.DropColumn(
                name: "envelope",
                table: "legacy_missions");

            migrationBuilder.DropColumn(
                name: "mode_before",
                table: "factory_states");

            migrationBuilder.DropColumn(
                name: "mode_before_reason",
                table: "factory_states");

            migrationBuilder.CreateIndex(
                name: "ix_missions_backlog",
                table: "missions",
                columns: new[] { "mission_kind", "priority", "queued_at" },
                descending: new[] { false, true, false },
                filter: "current_state = 'Queued' and offered_at is null");
        }
    }
}
