{{- define "hdfs.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 45 | trimSuffix "-" -}}
{{- end -}}

{{/* `app` and `release` select pods, in the guide's words too. Takes (dict "component" … "context" $). */}}
{{- define "hdfs.selector" -}}
app: hdfs-{{ .component }}
release: {{ .context.Release.Name }}
{{- end -}}

{{- define "hdfs.labels" -}}
{{ include "hdfs.selector" . }}
app.kubernetes.io/name: hdfs
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .context.Chart.Name .context.Chart.Version | replace "+" "_" }}
{{- with .context.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "hdfs.image" -}}
{{- if .image.digest -}}
{{- printf "%s@%s" .image.repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" .image.repository (default .context.Chart.AppVersion .image.tag) -}}
{{- end -}}
{{- end -}}

{{/* The full name of a pod of a stateful set. Takes (dict "component" … "index" … "context" $). */}}
{{- define "hdfs.host" -}}
{{- $set := printf "%s-%s" (include "hdfs.fullname" .context) .component -}}
{{- printf "%s-%d.%s.%s.svc.%s" $set (int .index) $set .context.Release.Namespace .context.Values.clusterDomain -}}
{{- end -}}

{{- define "hdfs.hosts" -}}
{{- $hosts := list -}}
{{- range $index := until (int .replicas) -}}
{{- $host := include "hdfs.host" (dict "component" $.component "index" $index "context" $.context) -}}
{{- $hosts = append $hosts (printf "%s:%d" $host (int $.port)) -}}
{{- end -}}
{{- join .separator $hosts -}}
{{- end -}}

{{- define "hdfs.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.user }}
runAsGroup: {{ .Values.group }}
fsGroup: {{ .Values.group }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "hdfs.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* What all pods have in common. Takes (dict "component" … "context" $). */}}
{{- define "hdfs.podSpec" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "hdfs.podSecurity" .context | nindent 2 }}
{{- with .context.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .context.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .context.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if ne .context.Values.spread "none" }}
affinity:
  podAntiAffinity:
    {{- if eq .context.Values.spread "hard" }}
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "hdfs.selector" . | nindent 12 }}
    {{- else }}
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "hdfs.selector" . | nindent 14 }}
    {{- end }}
{{- end }}
{{- end -}}

{{/* Image, environment, security and mounts of a container with Hadoop. Takes (dict "heap" … "context" $). */}}
{{- define "hdfs.hadoop" -}}
image: {{ include "hdfs.image" (dict "image" .context.Values.image "context" .context) | quote }}
imagePullPolicy: {{ .context.Values.image.pullPolicy }}
securityContext:
  {{- include "hdfs.containerSecurity" .context | nindent 2 }}
env:
  - {name: HADOOP_HOME, value: {{ .context.Values.hadoopHome }}}
  - {name: HADOOP_CONF_DIR, value: /etc/hadoop/conf}
  - {name: HADOOP_LOG_DIR, value: /tmp/logs}
  - {name: HADOOP_PID_DIR, value: /tmp}
  - {name: HADOOP_HEAPSIZE_MAX, value: {{ .heap | quote }}}
  - {name: HADOOP_ROOT_LOGGER, value: "INFO,console"}
  - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
  - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
volumeMounts:
  - {name: config, mountPath: /etc/hadoop/conf, readOnly: true}
  - {name: tmp, mountPath: /tmp}
  {{- if .data }}
  - {name: data, mountPath: /data}
  {{- end }}
{{- end -}}

{{- define "hdfs.volumes" -}}
- name: config
  configMap: {name: {{ include "hdfs.fullname" . }}-config}
- name: tmp
  emptyDir: {sizeLimit: 1Gi}
{{- end -}}

{{/* The claim of each pod of a stateful set. Takes a storage value. */}}
{{- define "hdfs.claim" -}}
- metadata: {name: data}
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .class }}
    storageClassName: {{ . }}
    {{- end }}
    resources: {requests: {storage: {{ .size }}}}
{{- end -}}
