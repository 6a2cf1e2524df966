// A jest environment that gives every test file a local cloud of its own, as the global `cloud`; the SDKs in the file reach it too.
'use strict';
const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

module.exports = class LocalCloudEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const { rootDir, testEnvironmentOptions } = config.projectConfig;
    this.project = path.resolve(rootDir, testEnvironmentOptions.project ?? '.');
  }

  async setup() {
    await super.setup();
    const { openTestCloud } = await import('./index.mjs');
    this.cloud = await openTestCloud({ project: this.project });
    this.global.cloud = this.cloud;
    Object.assign(this.global.process.env, this.cloud.sdkEnvironment());
  }

  async teardown() {
    await this.cloud?.close();
    await super.teardown();
  }
};
