@echo off
rem The command line of Concrete Score on Windows; see the file "concrete".
rem Builds on first use only: after a change run "mvn -DskipTests -pl concrete-examples -am package".
setlocal enableextensions disabledelayedexpansion
set "root=%~dp0"
set "examples=%root%concrete-examples\target"
rem Many set it with quotes around it.
if defined JAVA_HOME set "JAVA_HOME=%JAVA_HOME:"=%"
set "java="
if defined JAVA_HOME (
  if not exist "%JAVA_HOME%\bin\java.exe" (
    echo concrete: JAVA_HOME is "%JAVA_HOME%", where there is no bin\java.exe: set it to the folder of a JDK, or unset it 1>&2
    exit /b 1
  )
  set "java=%JAVA_HOME%\bin\java.exe"
) else (
  where /q java || (
    echo concrete: there is no java: install a JDK of version 17 or later, or set JAVA_HOME to its folder 1>&2
    exit /b 1
  )
  for /f "delims=" %%j in ('where java') do if not defined java set "java=%%j"
)
rem The line is: openjdk version "17.0.12" 2024-07-16; before version 9 it was 1.8.0. Lines about JAVA_TOOL_OPTIONS come before it.
set "version="
set "feature=17"
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /c:" version "') do if not defined version set "version=%%~v"
for /f "tokens=1 delims=.-+" %%f in ("%version%") do set "feature=%%f"
rem What is no number is not understood, and let through.
for /f "delims=0123456789" %%x in ("%feature%") do set "feature=17"
if %feature% lss 17 (
  echo concrete: java 17 or later is needed, but "%java%" is version %version%: set JAVA_HOME to the folder of a later JDK 1>&2
  exit /b 1
)
set "built=true"
if not exist "%examples%\classpath.txt" set "built="
if not exist "%examples%\classes\" set "built="
if not defined built (
  where /q mvn || (
    echo concrete: there is no mvn, which is needed to build: install Apache Maven 3.6 or later 1>&2
    exit /b 1
  )
  echo concrete: building ^(the first time takes a few minutes^) 1>&2
  pushd "%root%"
  call mvn -q -B -Dstyle.color=never -DskipTests -pl concrete-examples -am package 1>&2
  if errorlevel 1 (
    popd
    echo concrete: the build failed 1>&2
    exit /b 1
  )
  popd
)
for /f "usebackq delims=" %%c in ("%examples%\classpath.txt") do set "dependencies=%%c"
rem JDK 24 and later warn otherwise; older ones pass over the options.
set "warnings=-XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
rem Whether stderr is a terminal can't be asked here. JDK 22 and later say of every output that it is one, unless they are told to ask.
set "console=-Djdk.console=java.base"
"%java%" %warnings% -XX:+UseParallelGC %console% "-Dconcrete.launcher=%~0" %CONCRETE_JAVA_OPTS% -cp "%examples%\classes;%dependencies%" org.concretescore.examples.Main %*
exit /b %errorlevel%
