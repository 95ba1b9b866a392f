// Where this machine keeps what belongs to its nations; each place can be another by an environment variable.

/** The folder of the deployment records; NEOGUILD_DEPLOYMENTS names another. */
export function deploymentsFolder(): string {
  return process.env["NEOGUILD_DEPLOYMENTS"] ?? "ignition/deployments";
}

/** The folder of the nations on this machine; NEOGUILD_HOME names another. */
export function homeFolder(): string {
  return process.env["NEOGUILD_HOME"] ?? ".neoguild";
}

/** The folder of charters that tasks write; NEOGUILD_CHARTERS names another. */
export function chartersFolder(): string {
  return process.env["NEOGUILD_CHARTERS"] ?? "charters";
}
