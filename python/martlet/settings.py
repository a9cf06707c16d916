# SPDX-License-Identifier: Apache-2.0
"""What Martlet makes of Spark's configuration keys."""

from __future__ import annotations

from typing import NamedTuple

from . import kubernetes_settings

# Keys that have an effect, and which.
ACCEPTED = {
    "spark.master": "where to run: local[N], local[*], local-cluster[N,cores,memory], martlet://host:port, "
    "k8s://https://host:port",
    "spark.driver.host": "the name or address by which pods reach this process (the pod's, or this host's)",
    "spark.driver.bindAddress": "what the driver listens on where executors are pods (all interfaces)",
    "spark.driver.port": "where the driver listens for pods (7078); when it is taken, on one of the next",
    "spark.port.maxRetries": "ports behind spark.driver.port and spark.ui.port that are tried (16)",
    "spark.app.name": "name of the application in progress bars and logs",
    "spark.app.id": "kept for reading; the engine chooses its own",
    "spark.default.parallelism": "partitions when an operation is not told how many",
    "spark.driver.memory": "memory for tasks in the driver's process (local[N]: a quarter of the machine's)",
    "spark.driver.maxResultSize": "largest result that collect may bring to the driver",
    "spark.executor.memory": "memory of an executor",
    "spark.executor.cores": "tasks at a time on an executor (local-cluster)",
    "spark.executor.instances": "number of executors (local-cluster)",
    "spark.executor.maxNumFailures": "executors that may fail within an hour before the application ends",
    "spark.local.dir": "folder for scratch files",
    "spark.home": "kept for reading",
    "spark.ui.enabled": "false turns the web UI off, with its REST interface and metrics (true)",
    "spark.ui.port": "where the web UI listens (4040); when it is taken, on one of the next; 0 is any",
    "spark.ui.reverseProxyUrl": "the address of a proxy before the web UI: its host may ask",
    "spark.eventLog.enabled": "true writes what happens to a file, which martlet history shows later (false)",
    "spark.eventLog.dir": "folder for event logs, on any file system (~/.martlet/events)",
    "martlet.ui.hosts": "names by which the web UI is reached besides localhost, with commas between",
    "martlet.ui.secret": "what readers of the web UI must know; better in a file (none)",
    "martlet.ui.secret.file": "file with what readers of the web UI must know, as a mounted Secret (none)",
    "spark.ui.showConsoleProgress": "false turns the progress line and bar off",
    "spark.dynamicAllocation.enabled": "true starts executors while tasks wait, and lets idle ones go (false)",
    "spark.dynamicAllocation.minExecutors": "executors that stay whatever happens (0)",
    "spark.dynamicAllocation.maxExecutors": "the most executors (no bound)",
    "spark.dynamicAllocation.initialExecutors": "executors at the beginning (minExecutors, spark.executor.instances)",
    "spark.dynamicAllocation.executorIdleTimeout": "after which an executor without tasks leaves (60s)",
    "spark.dynamicAllocation.schedulerBacklogTimeout": "how long tasks wait before more executors are started (1s)",
    "spark.dynamicAllocation.sustainedSchedulerBacklogTimeout": "after which twice as many more are (the same)",
    "spark.dynamicAllocation.shuffleTracking.enabled": "false lets executors go that have map outputs (true)",
    "spark.dynamicAllocation.shuffleTracking.timeout": "how long such executors stay when they are idle (for ever)",
    "spark.speculation": "true makes a second attempt, on another executor, at a task that takes long; the first wins",
    "spark.speculation.interval": "how often running tasks are looked at (100ms)",
    "spark.speculation.multiplier": "a task takes long beyond so many times the median of its stage (3)",
    "spark.speculation.quantile": "the part of a stage's tasks that must have ended before (0.9)",
    "spark.speculation.minTaskRuntime": "a task that has run for less never takes long (100ms)",
    "martlet.task.timeout": "how long a task may run; then it is cancelled and counts as failed (for ever)",
    "martlet.task.cancelWait": "how long an executor may take to end a task that took too long; then it is lost (10s)",
    "martlet.executor.wait": "seconds that a job waits for the first executor",
    "martlet.log.level": "what the engine logs: trace, debug, info, notice, warning, error",
    "martlet.secret.file": "file with the secret that driver and executors share",
    "martlet.text.errors": "what becomes of bytes that are no text: strict (an error) or replace (U+FFFD)",
    "martlet.text.encoding": "encoding of text files: utf-8, utf-16, utf-16-le, utf-16-be, latin-1, ascii",
    "martlet.files.recursiveFileLookup": "true reads files of folders within folders",
    "spark.hadoop.mapreduce.input.fileinputformat.input.dir.recursive": "true reads files of folders within folders",
    "spark.hadoop.textinputformat.record.delimiter": "what ends a line of text files",
    "martlet.batch.rows": "rows in a batch, for tests",
    "martlet.random.seed": "what functions draw random numbers by; another one for each session unless it is set",
    "spark.sql.ansi.enabled": "false gives null, and wraps, where SQL would raise an error (true)",
    "spark.sql.caseSensitive": "true tells names apart that differ in case alone (false)",
    "spark.sql.repl.eagerEval.enabled": "true shows the rows of a DataFrame that a cell ends with (false)",
    "spark.sql.repl.eagerEval.maxNumRows": "how many rows such a DataFrame shows (20)",
    "spark.sql.repl.eagerEval.truncate": "where such a DataFrame cuts values (20)",
    "spark.sql.session.timeZone": "time zone of timestamps in SQL (the driver's)",
    "spark.sql.pyspark.plotting.max_rows": "how many rows df.plot draws at most (1000)",
    "spark.sql.timestampType": "TIMESTAMP_NTZ keeps times of tables without a zone as such (TIMESTAMP_LTZ)",
    "spark.sql.shuffle.partitions": "partitions of joins and groups of DataFrames",
}
# Ways to start these keys that have an effect or are only kept.
ACCEPTED_PREFIXES = {
    "spark.executorEnv.": "kept for reading: functions on executors see no environment",
    "spark.sql.": "a setting of the session: spark.conf.get gives it",
    "spark.hadoop.": "what hdfs: paths go by: fs.defaultFS, dfs.nameservices, ..., on top of HADOOP_CONF_DIR",
}

# On Kubernetes there are many more.
ACCEPTED.update((key, text) for key, text in kubernetes_settings.ACCEPTED.items() if not key.endswith("."))
ACCEPTED_PREFIXES.update((key, text) for key, text in kubernetes_settings.ACCEPTED.items() if key.endswith("."))

# Keys without meaning here, and why.
_JVM = "there is no Java virtual machine"
_SERIAL = "values travel as columns, not as pickles or Java objects"
_NO_PYTHON = "no Python runs on executors"
IGNORED = {
    "spark.driver.extraJavaOptions": _JVM,
    "spark.driver.defaultJavaOptions": _JVM,
    "spark.driver.extraClassPath": _JVM,
    "spark.driver.extraLibraryPath": _JVM,
    "spark.driver.userClassPathFirst": _JVM,
    "spark.executor.extraJavaOptions": _JVM,
    "spark.executor.defaultJavaOptions": _JVM,
    "spark.executor.extraClassPath": _JVM,
    "spark.executor.extraLibraryPath": _JVM,
    "spark.executor.userClassPathFirst": _JVM,
    "spark.jars": _JVM,
    "spark.jars.packages": _JVM,
    "spark.jars.excludes": _JVM,
    "spark.jars.ivy": _JVM,
    "spark.jars.repositories": _JVM,
    "spark.serializer": _SERIAL,
    "spark.kryo.classesToRegister": _SERIAL,
    "spark.kryo.registrator": _SERIAL,
    "spark.kryo.registrationRequired": _SERIAL,
    "spark.kryo.unsafe": _SERIAL,
    "spark.kryoserializer.buffer": _SERIAL,
    "spark.kryoserializer.buffer.max": _SERIAL,
    "spark.rdd.compress": "blocks are compressed where it pays",
    "spark.shuffle.compress": "blocks are compressed where it pays",
    "spark.shuffle.spill.compress": "blocks are compressed where it pays",
    "spark.broadcast.compress": "blocks are compressed where it pays",
    "spark.io.compression.codec": "blocks are compressed with snappy",
    "spark.memory.fraction": "the engine divides its memory by itself",
    "spark.memory.storageFraction": "the engine divides its memory by itself",
    "spark.memory.offHeap.enabled": "all memory is outside of a heap",
    "spark.memory.offHeap.size": "all memory is outside of a heap",
    "spark.driver.memoryOverhead": "there is no heap to add to",
    "spark.executor.pyspark.memory": _NO_PYTHON,
    "spark.python.worker.memory": _NO_PYTHON,
    "spark.python.worker.reuse": _NO_PYTHON,
    "spark.python.profile": _NO_PYTHON,
    "spark.pyspark.python": _NO_PYTHON,
    "spark.pyspark.driver.python": _NO_PYTHON,
    "spark.submit.pyFiles": _NO_PYTHON,
    "spark.submit.deployMode": "the driver is this process",
    "spark.driver.cores": "the driver is this process",
    "spark.eventLog.compress": "event logs are compressed with zstd",
    "spark.eventLog.compression.codec": "event logs are compressed with zstd",
    "spark.eventLog.buffer.kb": "event logs are written every half second",
    "spark.eventLog.overwrite": "each event log has a name of its own",
    "spark.network.timeout": "the engine notices lost executors by itself",
    "spark.executor.heartbeatInterval": "the engine notices lost executors by itself",
    "spark.rpc.message.maxSize": "large results are streamed",
    "spark.task.maxFailures": "a task is tried four times",
    "spark.task.cpus": "a task uses one core",
    "spark.cores.max": "executors bring their cores",
    "spark.locality.wait": "tasks wait 3 s for the executor that keeps what they read, and for no other place",
    "spark.scheduler.mode": "jobs share the executors fairly",
    "spark.dynamicAllocation.cachedExecutorIdleTimeout": "those with cached rows stay as others with map outputs do",
    "spark.dynamicAllocation.executorAllocationRatio": "an executor for each task that has no slot",
    "spark.shuffle.service.enabled": "executors serve their own map outputs",
    "spark.shuffle.file.buffer": "the engine sizes its buffers by itself",
    "spark.reducer.maxSizeInFlight": "the engine sizes its buffers by itself",
    "spark.shuffle.sort.bypassMergeThreshold": "there is one kind of shuffle",
    "spark.sql.catalogImplementation": "there is no Hive",
    "spark.log.level": "use sc.setLogLevel",
    "spark.logConf": "use sc.explain_conf()",
    "spark.cleaner.ttl": "data that nobody refers to is dropped at once",
}
IGNORED_PREFIXES = {
    "spark.hive.": "there is no Hive",
    "spark.yarn.": "there is no YARN",
    "spark.mesos.": "there is no Mesos",
    "spark.history.": "martlet history DIR shows event logs",
    "spark.eventLog.": "event logs are one file, and say what happened to stages and tasks",
    "spark.streaming.": "there is no streaming",
    "spark.metrics.": "the web UI has them at /metrics",
    "spark.ssl.": "connections are always encrypted",
    "spark.authenticate": "connections are always authenticated",
    "spark.acls.": "whoever reaches the web UI may read it",
    "spark.r.": "there is no R",
    "spark.connect.": "the driver is this process",
    "spark.databricks.": "this is not Databricks",
}
IGNORED.update((key, text) for key, text in kubernetes_settings.IGNORED.items() if not key.endswith("."))
IGNORED_PREFIXES.update((key, text) for key, text in kubernetes_settings.IGNORED.items() if key.endswith("."))


class Meaning(NamedTuple):
    """What a key does: ``accepted``, ``ignored`` or ``unknown``; what that means; the nearest known name."""

    state: str
    text: str
    nearest: str | None = None


def meaning(key: str) -> Meaning:
    """What becomes of the configuration key.

    >>> meaning("spark.executor.memroy").nearest
    'spark.executor.memory'
    >>> meaning("spark.jars").state
    'ignored'
    """
    if key in ACCEPTED:
        return Meaning("accepted", ACCEPTED[key])
    if key in IGNORED:
        return Meaning("ignored", IGNORED[key])
    for prefix, text in ACCEPTED_PREFIXES.items():
        if key.startswith(prefix):
            return Meaning("accepted", text)
    import difflib

    near = difflib.get_close_matches(key, [*ACCEPTED, *IGNORED], n=1, cutoff=0.75)
    # A whole family that is ignored, unless this looks like a slip of the pen in a known name.
    slips = near and difflib.SequenceMatcher(None, key, near[0]).ratio() > 0.93
    if not slips:
        for prefix, text in IGNORED_PREFIXES.items():
            if key.startswith(prefix):
                return Meaning("ignored", text)
    if not key.startswith(("spark.", "martlet.")):
        return Meaning("ignored", "not a key of Spark or Martlet; kept for reading")
    return Meaning("unknown", "neither Spark nor Martlet is known to have it", near[0] if near else None)
